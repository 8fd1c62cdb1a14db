import { badInput } from '../http/validation';
import type { Position } from './history.store';
import { DAY_MS, HOUR_MS, type Span } from './spans';

/** The windows that can be asked for, milliseconds. */
export const WINDOWS = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * DAY_MS,
  '30d': 30 * DAY_MS,
  '90d': 90 * DAY_MS,
} as const;

/** The name of a window. */
export type Window = keyof typeof WINDOWS;

interface SpanQuery {
  readonly window?: Window;
  readonly from?: string;
  readonly to?: string;
}

/**
 * What a query limits.
 * @param now epoch milliseconds
 * @throws ProblemException 400
 */
export function limitsOf({ window, from, to }: SpanQuery, now: number): Partial<Span> {
  if (window !== undefined) {
    if (from !== undefined || to !== undefined) {
      throw badInput([{ field: 'window', problem: 'cannot be combined with from and to' }]);
    }
    return { from: now - WINDOWS[window] };
  }
  const span = {
    ...(from !== undefined && { from: Date.parse(from) }),
    ...(to !== undefined && { to: Date.parse(to) }),
  };
  if (span.from !== undefined && span.to !== undefined && span.to < span.from) {
    throw badInput([{ field: 'to', problem: 'must not be before from' }]);
  }
  return span;
}

/**
 * The span that a query asks to add up, in whole seconds, up to now at most.
 * @param fallback the window when the query names no start
 * @throws ProblemException 400
 */
export function spanOf(query: SpanQuery, now: number, fallback: Window): Span {
  const limits = limitsOf(query, now);
  const to = Math.min(limits.to ?? now, now);
  const from = limits.from ?? to - WINDOWS[fallback];
  return { from: wholeSecond(from), to: wholeSecond(Math.max(from, to)) };
}

/** The second that an instant lies in, epoch milliseconds. */
export function wholeSecond(at: number): number {
  return Math.floor(at / 1000) * 1000;
}

const CURSOR = /^(?<at>\d{1,15})\.(?<id>[\w-]{1,64})$/;

/** Where a page ended, as text that clients pass on. */
export function writeCursor({ at, id }: Position): string {
  return Buffer.from(`${at}.${id}`).toString('base64url');
}

/** @param idForm what the identity looks like @throws ProblemException 400 */
export function readCursor(
  cursor: string | undefined,
  idForm: RegExp = /^\d{1,15}$/,
): { readonly after?: Position } {
  if (cursor === undefined) return {};
  const text = Buffer.from(cursor, 'base64url').toString();
  const { at, id } = CURSOR.exec(text)?.groups ?? {};
  if (at === undefined || id === undefined || !idForm.test(id)) {
    throw badInput([{ field: 'cursor', problem: 'is none that this route gave' }]);
  }
  return { after: { at: Number(at), id } };
}
