import { HistoryWriter } from '../../src/history/history-writer.service';
import { HistoryStore } from '../../src/history/history.store';
import type { IncidentChange } from '../../src/history/records';
import { boot, type Booted } from '../helpers/boot';
import { eventually } from '../helpers/eventually';

const FAST = { CHECK_INTERVAL_SECONDS: '1', CONFIRM_AFTER_MS: '50', CHECK_TIMEOUT_MS: '10000' };

let service: Booted | undefined;

afterEach(async () => {
  await service?.close();
  service = undefined;
});

describe('the recorder', () => {
  it('writes results, intervals and incidents, and announces incidents after that', async () => {
    service = await boot({ configured: ['zoom'], env: FAST });
    const store = service.app.get(HistoryStore);
    const changes: IncidentChange[] = [];
    const stored: Promise<unknown>[] = [];
    service.app.get(HistoryWriter).incidents$.subscribe((change) => {
      changes.push(change);
      stored.push(store.incident(change.incident.id));
    });
    const ofZoom = () => changes.filter(({ incident }) => incident.service === 'zoom');
    await eventually(
      () => (store.isOpen ? store.results('zoom', { limit: 1 }) : []),
      (results) => results.length > 0,
    );
    service.sandbox.play('zoom', 'server_error');
    await eventually(ofZoom, (seen) => seen.length === 1);
    service.sandbox.play('zoom', 'ok');
    await eventually(ofZoom, (seen) => seen.length === 2);
    expect(ofZoom().map(({ event }) => event.kind)).toEqual(['opened', 'resolved']);
    expect(await Promise.all(stored)).toMatchObject(
      changes.map(({ incident: { id } }) => ({ id })),
    );
    const intervals = await store.intervals('zoom', { from: 0, to: Date.now() });
    expect(intervals.map(({ status }) => status)).toEqual([
      'unknown',
      'healthy',
      'degraded',
      'healthy',
    ]);
  });
});
