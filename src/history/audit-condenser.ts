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
  private over: AuditRecord[] = [];

  /** @returns the record of an act; reads are kept until their minute is over */
  add(entry: AuditEntry): AuditRecord | undefined {
    if (!READS.test(entry.subject.operation)) return recordOf(entry);
    if (!this.count(entry)) this.remember(entry);
    return undefined;
  }

  /** Takes the reads whose minute is over. @param now epoch milliseconds */
  take(now: number): AuditRecord[] {
    for (const [key, record] of this.reads) {
      if (now < minuteOf(record.at) + MINUTE_MS) continue;
      this.reads.delete(key);
      this.over.push(record);
    }
    const taken = this.over;
    this.over = [];
    return taken;
  }

  /** @returns whether there is a record of this minute */
  private count({ at, subjectKey }: AuditEntry): boolean {
    const known = this.reads.get(subjectKey);
    if (!known || minuteOf(known.at) !== minuteOf(at)) return false;
    known.requests += 1;
    return true;
  }

  private remember(entry: AuditEntry): void {
    const kept = this.reads.size < MAX_RECORDS ? entry : withoutName(entry);
    if (kept !== entry && this.count(kept)) return;
    const earlier = this.reads.get(kept.subjectKey);
    if (earlier) this.over.push(earlier);
    this.reads.set(kept.subjectKey, recordOf(kept));
  }
}

function recordOf({ at, requestId, subject }: AuditEntry): Counted {
  return { at, requestId, ...subject, requests: 1 };
}

function withoutName(entry: AuditEntry): AuditEntry {
  const { role: _role, ...anonymous } = entry.subject;
  const subject = { ...anonymous, who: 'others' };
  return { ...entry, subject, subjectKey: JSON.stringify(subject) };
}

function minuteOf(at: number): number {
  return at - (at % MINUTE_MS);
}
