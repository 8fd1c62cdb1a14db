import { ProblemException } from '../http/problem';
import type { CurrentVerdict } from '../monitor/monitored-integration';

/** The 503 of a route whose integration is not well. */
export class UnhealthyException extends ProblemException {
  constructor({ key, name, reason }: CurrentVerdict, retryAfterMs: number) {
    const detail =
      reason === 'not_configured'
        ? `${name} integration is not configured`
        : `${name} integration is currently unavailable`;
    super(503, detail, {
      extensions: { integration: key, reason },
      headers: { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) },
    });
  }
}

/** Builds the refusal without a stack: it is an answer, not a mistake, and costs little this way. */
export function refusal(verdict: CurrentVerdict, retryAfterMs: number): UnhealthyException {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return new UnhealthyException(verdict, retryAfterMs);
  } finally {
    Error.stackTraceLimit = limit;
  }
}
