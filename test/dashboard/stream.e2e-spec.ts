import { MAX_STREAMS } from '../../src/dashboard/live-streams.service';
import { boot, type Booted } from '../helpers/boot';
import { EventStream, type StreamEvent } from '../helpers/event-stream';

const about = (service: string, status: string) => (event: StreamEvent) => {
  const integration = event.data.integration as { service: string; status: string } | undefined;
  return integration?.service === service && integration.status === status;
};

describe('the stream of events', () => {
  let service: Booted;
  const stream = (headers?: Record<string, string>, query = '') =>
    EventStream.open(`${service.url}/api/integrations/stream${query}`, headers);

  beforeAll(async () => {
    service = await boot({
      env: {
        CHECK_INTERVAL_SECONDS: '1',
        CREDENTIALS_INTERVAL_SECONDS: '1',
        CONFIRM_AFTER_MS: '0',
      },
    });
    await service.http.get('/api/integrations/health');
  });
  afterAll(() => service.close());

  it('begins with everything', async () => {
    const listener = await stream();
    expect(listener.response.headers.get('content-type')).toContain('text/event-stream');
    const first = await listener.next(() => true);
    expect(first.type).toBe('snapshot');
    expect(first.data.integrations).toHaveLength(10);
    expect(first.id).toBe(first.data.last_event_id);
    listener.close();
  });

  it('tells of each check, of changes, and of incidents once they are written', async () => {
    const listener = await stream();
    const result = await listener.next(({ type }) => type === 'result');
    expect(result.data).toMatchObject({ duration_ms: expect.any(Number) });
    service.sandbox.play('trello', 'wrong_secret');
    await service.http.post('/api/integrations/trello/check');
    const change = await listener.next(({ type }) => type === 'change');
    expect(change.data).toMatchObject({
      to: { status: 'degraded', reason: 'credentials_rejected' },
    });
    const incident = await listener.next(({ type }) => type === 'incident');
    const { id } = incident.data.incident as { id: string };
    await service.http.get(`/api/integrations/incidents/${id}`).expect(200);
    service.sandbox.play('trello', 'ok');
    listener.close();
  });

  it.each(['header', 'query'])('resumes without a gap or a repetition, by %s', async (way) => {
    const before = await stream();
    const last = await before.next(({ type }) => type === 'result');
    before.close();
    const missedBy = await stream();
    await missedBy.next(({ type }) => type === 'result');
    const id = last.id!;
    const after = await (way === 'header'
      ? stream({ 'Last-Event-ID': id })
      : stream({}, `?last_event_id=${encodeURIComponent(id)}`));
    const next = await after.next(() => true);
    expect(next.type).not.toBe('snapshot');
    const number = (of: string) => Number(of.split('-')[1]);
    expect(number(next.id!)).toBe(number(id) + 1);
    missedBy.close();
    after.close();
  });

  it.each(['another-1', 'x', '-1', 'a-NaN'])(
    'tells everything anew to those who come back from %p',
    async (id) => {
      const listener = await stream({ 'Last-Event-ID': id });
      expect((await listener.next(() => true)).type).toBe('snapshot');
      listener.close();
    },
  );

  it('shows what changed in a listener at once', async () => {
    const listener = await stream();
    service.sandbox.play('dropbox', 'wrong_secret');
    await service.http.post('/api/integrations/dropbox/check');
    await listener.next(about('dropbox', 'degraded'));
    service.sandbox.play('dropbox', 'ok');
    listener.close();
  });

  it('is refused when too many listen, and open again when one leaves', async () => {
    const many = await Promise.all(Array.from({ length: MAX_STREAMS }, () => stream()));
    const refused = await stream();
    expect(refused.response.status).toBe(503);
    expect(refused.response.headers.get('retry-after')).not.toBeNull();
    many[0]!.close();
    let { status } = refused.response;
    while (status === 503) {
      const retried = await stream();
      ({ status } = retried.response);
      retried.close();
    }
    expect(status).toBe(200);
    for (const listener of many) listener.close();
  });
});

describe('the end of the service', () => {
  it('ends the streams, so that it does not wait for listeners', async () => {
    const service = await boot();
    const listener = await EventStream.open(`${service.url}/api/integrations/stream`);
    await listener.next(() => true);
    const startedAt = Date.now();
    await service.close();
    await listener.ended;
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });
});
