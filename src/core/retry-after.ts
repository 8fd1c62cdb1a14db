import { valueAt, type Answer } from './answer';

/** The longest wait that is believed; a vendor's daily limit ends within it. Milliseconds. */
export const MAX_WAIT_MS = 24 * 60 * 60 * 1000;

/**
 * How long the answer asks us to send nothing, in milliseconds, at most {@link MAX_WAIT_MS}; or
 * `undefined` when it does not say. Understands `Retry-After` in seconds, as an HTTP date and as an
 * ISO date-time (Zoom's daily limit), the epoch seconds of `X-RateLimit-Reset` (GitHub, Zoom),
 * Trello's interval headers and Dropbox's `retry_after` in the body.
 */
export function requestedWaitMs(answer: Answer, now: number): number | undefined {
  const { headers } = answer;
  const wait =
    fromRetryAfter(headers['retry-after'], now) ??
    fromEpochSeconds(headers['x-ratelimit-reset'], now) ??
    fromTrelloIntervals(headers) ??
    fromSeconds(valueAt(answer.json, 'error.retry_after'));
  return wait === undefined ? undefined : Math.min(Math.max(wait, 0), MAX_WAIT_MS);
}

function fromRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const date = parseDate(text);
  return date === undefined ? undefined : date - now;
}

/**
 * Epoch milliseconds of an ISO date-time or of any of the three HTTP dates (RFC 9110, 5.6.7), in
 * UTC where they name no zone. `Date.parse` alone would also make a date of `soon 1`.
 */
function parseDate(text: string): number | undefined {
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:/.test(text);
  if (!isIso && !/^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /.test(text)) return undefined;
  const hasZone = /(Z|GMT|[+-]\d\d:?\d\d)$/.test(text);
  const date = Date.parse(hasZone ? text : text + (isIso ? 'Z' : ' GMT'));
  return Number.isNaN(date) ? undefined : date;
}

function fromEpochSeconds(value: string | undefined, now: number): number | undefined {
  return value !== undefined && /^\d{9,11}$/.test(value.trim())
    ? Number(value) * 1000 - now
    : undefined;
}

function fromTrelloIntervals(headers: Answer['headers']): number | undefined {
  const waits = ['api-key', 'api-token', 'member']
    .filter((limit) => headers[`x-rate-limit-${limit}-remaining`]?.trim() === '0')
    .map((limit) => Number(headers[`x-rate-limit-${limit}-interval-ms`]))
    .filter((wait) => Number.isFinite(wait) && wait > 0);
  return waits.length > 0 ? Math.max(...waits) : undefined;
}

function fromSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value * 1000 : undefined;
}
