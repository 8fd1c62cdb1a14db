import { pino, type DestinationStream, type Logger } from 'pino';
import type { Redactor } from './redactor.service';

/** The DI token of the application's logger. */
export const LOG = Symbol('LOG');

/** Paths that no log line may carry, beside the values that the redactor knows. */
const PATHS = ['authorization', 'cookie', 'x-api-key'].flatMap((name) => [
  `req.headers["${name}"]`,
  `headers["${name}"]`,
]);

/**
 * The service's logger: JSON lines on standard output, with known secrets removed from every line.
 * @param destination for tests; standard output by default
 */
export function createLogger(
  level: string,
  redactor: Redactor,
  destination: DestinationStream = pino.destination({ sync: false }),
): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: PATHS, censor: '[redacted]' },
      hooks: { streamWrite: (line) => redactor.redact(line) },
    },
    destination,
  );
}
