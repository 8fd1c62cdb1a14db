import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';
import type { Redactor } from './redactor.service';

/** The DI token of the application's logger. */
export const LOG = Symbol('LOG');

/** The DI token of the audit lines' logger. */
export const AUDIT_LOG = Symbol('AUDIT_LOG');

/** Paths that no log line may carry, beside the values that the redactor knows. */
const PATHS = ['authorization', 'cookie', 'x-api-key'].flatMap((name) => [
  `req.headers["${name}"]`,
  `headers["${name}"]`,
]);

/** A write costs as much as many lines; a reader that stands still costs lines, not memory. */
const OUTPUT = { sync: false, minLength: 4096, periodicFlush: 100, maxLength: 8 * 1024 * 1024 };

/** The service's loggers: JSON lines on standard output, both in one order. */
export interface Loggers {
  /** Known secrets are removed from every line. */
  readonly logger: Logger;
  /** One line a request: what goes in is clean already, as looking through each costs too much. */
  readonly auditLogger: Logger;
}

/**
 * Makes the loggers.
 * @param destination for tests; standard output by default
 */
export function createLoggers(
  level: string,
  redactor: Redactor,
  destination: DestinationStream = standardOutput(),
): Loggers {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: timestamps(),
    formatters: { level: (label) => ({ level: label }) },
  };
  const logger = pino(
    {
      ...options,
      redact: { paths: PATHS, censor: '[redacted]' },
      hooks: { streamWrite: (line) => redactor.redact(line) },
    },
    destination,
  );
  const auditLogger = pino(options, destination).child({ context: 'audit', audit: true });
  return { logger, auditLogger };
}

/** ISO 8601; the text of a millisecond is written once, however many lines it has. */
function timestamps(): () => string {
  let at = 0;
  let text = '';
  return () => {
    const now = Date.now();
    if (now !== at) {
      at = now;
      text = `,"time":"${new Date(now).toISOString()}"`;
    }
    return text;
  };
}

/** Standard output, to which the lines of one turn of the event loop go as one text. */
function standardOutput(): DestinationStream {
  let pending = '';
  const flush = () => {
    output.write(pending);
    pending = '';
  };
  // Before the output's own listener, which writes what it holds.
  process.once('exit', flush);
  const output = pino.destination(OUTPUT);
  return {
    write(line) {
      if (pending === '') setImmediate(flush);
      pending += line;
    },
  };
}
