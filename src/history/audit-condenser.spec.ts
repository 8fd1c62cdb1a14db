import type { AuditEntry } from '../audit/audit.service';
import { AuditCondenser } from './audit-condenser';

const MINUTE_MS = 60_000;

function entry(who: string, at: number, operation = 'GET /api/:service/health'): AuditEntry {
  const subject = { who, role: 'reader', operation, httpStatus: 200 };
  return { at, requestId: `${who}-${at}`, subject, subjectKey: JSON.stringify(subject) };
}

describe('the condenser', () => {
  it('makes one record of equal reads of a minute, with the id of the first', () => {
    const condenser = new AuditCondenser();
    for (const at of [1, 2, MINUTE_MS - 1])
      expect(condenser.add(entry('dora', at))).toBeUndefined();
    expect(condenser.take(MINUTE_MS)).toEqual([
      expect.objectContaining({ who: 'dora', at: 1, requestId: 'dora-1', requests: 3 }),
    ]);
  });

  it('keeps the minutes apart, even when the first was not taken yet', () => {
    const condenser = new AuditCondenser();
    for (const at of [1, 2, MINUTE_MS + 1]) condenser.add(entry('dora', at));
    expect(condenser.take(MINUTE_MS + 2).map(({ at, requests }) => [at, requests])).toEqual([
      [1, 2],
    ]);
    expect(condenser.take(2 * MINUTE_MS).map(({ at, requests }) => [at, requests])).toEqual([
      [MINUTE_MS + 1, 1],
    ]);
  });

  it('takes no read whose minute lasts, and none twice', () => {
    const condenser = new AuditCondenser();
    condenser.add(entry('dora', 1));
    expect(condenser.take(MINUTE_MS - 1)).toEqual([]);
    expect(condenser.take(MINUTE_MS)).toHaveLength(1);
    expect(condenser.take(MINUTE_MS)).toEqual([]);
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('leaves a %s single', (method) => {
    const condenser = new AuditCondenser();
    const act = entry('ops', 1, `${method} /api/alerts/silences`);
    for (let time = 1; time <= 2; time += 1) {
      expect(condenser.add(act)).toMatchObject({ who: 'ops', role: 'reader', requests: 1 });
    }
    expect(condenser.take(Infinity)).toEqual([]);
  });

  it('counts the reads of too many clients without their names, and loses none', () => {
    const condenser = new AuditCondenser();
    const clients = Array.from({ length: 6000 }, (_, index) => `client-${index}`);
    for (const who of clients) condenser.add(entry(who, 1));
    const records = condenser.take(MINUTE_MS);
    expect(records).toHaveLength(5001);
    expect(records.reduce((sum, { requests }) => sum + requests, 0)).toBe(clients.length);
    const others = records.find(({ who }) => who === 'others');
    expect(others).toMatchObject({ requests: 1000 });
    expect(others).not.toHaveProperty('role');
  });
});
