import type { ResultRecord } from '../../src/history/records';

let numbers = 0;

/** A good check of zoom. @param at epoch milliseconds */
export function result(at: number, more: Partial<ResultRecord> = {}): ResultRecord {
  numbers += 1;
  return {
    service: 'zoom',
    at,
    number: numbers,
    status: 'healthy',
    reason: 'ok',
    outcome: 'accepted',
    latencyMs: 100,
    durationMs: 120,
    full: true,
    ...more,
  };
}
