import type { AuditEntry } from '../audit/audit.service';
import type { AuditRecord } from './records';

const MINUTE_MS = 60_000;
/** More different reads than this in a minute are not told apart by who asked. */
const MAX_RECORDS = 5000;
const READS = /^(?:GET|HEAD|OPTIONS) /;

interface Counted extends Omit<AuditRecord, 'requests'> {
  requests: number;
}

/** Makes one record of equal reads within a minute, so that reading costs no disk; acts stay single. */
export class AuditCondenser {
  private readonly reads = new Map<string, Counted>();

  /** @returns the record of an act; reads are kept until their minute is over */
  add(entry: AuditEntry): AuditRecord | undefined {
    if (!READS.test(entry.operation)) return { ...entry, requests: 1 };
    const known = this.reads.get(keyOf(entry));
    if (known) known.requests += 1;
    else this.remember(entry);
    return undefined;
  }

  /** Takes the reads whose minute is over. @param now epoch milliseconds */
  take(now: number): AuditRecord[] {
    const over = [...this.reads].filter(([, { at }]) => now >= minuteOf(at) + MINUTE_MS);
    for (const [key] of over) this.reads.delete(key);
    return over.map(([, record]) => record);
  }

  private remember(entry: AuditEntry): void {
    const { role: _role, ...anonymous } = entry;
    const kept = this.reads.size < MAX_RECORDS ? entry : { ...anonymous, who: 'others' };
    const key = keyOf(kept);
    const known = this.reads.get(key);
    if (known) known.requests += 1;
    else this.reads.set(key, { ...kept, requests: 1 });
  }
}

function minuteOf(at: number): number {
  return at - (at % MINUTE_MS);
}

function keyOf(entry: AuditEntry): string {
  const { at, who, operation, service, status, reason, httpStatus } = entry;
  return `${minuteOf(at)} ${who} ${operation} ${service} ${status} ${reason} ${httpStatus}`;
}
