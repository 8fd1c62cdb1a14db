import { boot, type Booted } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { DATABASE_KINDS } from './stores';

interface Listed {
  readonly service: string;
  readonly status: string;
  readonly since: string;
}

describe.each(DATABASE_KINDS)('since when a status holds, on %s', (_name, make) => {
  const kind = make();
  let url: string;

  beforeAll(async () => {
    await kind.start();
    url = await kind.create();
  }, 60_000);
  afterAll(() => kind.stop());

  const start = (stripe: string) =>
    boot({
      env: { DATABASE_URL: url, CONFIRM_AFTER_MS: '0' },
      configured: ['zoom', 'stripe'],
      scenarios: { stripe },
    });

  async function listed({ http }: Booted, service: string): Promise<Listed> {
    await http.get('/api/integrations/health');
    const { body } = await http.get('/api/integrations');
    return (body as { integrations: Listed[] }).integrations.find(
      (one) => one.service === service,
    )!;
  }

  /** What is told once history was read. */
  const told = (booted: Booted, service: string, before: number) =>
    eventually(
      () => listed(booted, service),
      ({ since }) => Date.parse(since) < before,
    );

  /** History is written behind the answers' back. */
  const written = (booted: Booted, service: string, status: string) =>
    eventually(
      async () => {
        const path = `/api/integrations/${service}/history?view=intervals`;
        const { body } = await booted.http.get(path);
        return (body as { intervals: { status: string }[] }).intervals;
      },
      (intervals) => intervals.some((interval) => interval.status === status),
    );

  it('is told over a restart, until it changes', async () => {
    const first = await start('wrong_secret');
    const before = await Promise.all(
      ['zoom', 'stripe', 'slack'].map((service) => listed(first, service)),
    );
    expect(before.map(({ status }) => status)).toEqual(['healthy', 'degraded', 'unhealthy']);
    for (const { service, status } of before) await written(first, service, status);
    await first.close();

    const restartedAt = Date.now();
    const second = await start('wrong_secret');
    for (const { service, status, since } of before) {
      const after = await told(second, service, restartedAt);
      expect(after.status).toBe(status);
      // Written a moment after it was found.
      expect(Math.abs(Date.parse(after.since) - Date.parse(since))).toBeLessThan(1000);
    }
    await second.close();

    const third = await start('ok');
    const stripe = await eventually(
      () => listed(third, 'stripe'),
      ({ status }) => status === 'healthy',
    );
    expect(Date.parse(stripe.since)).toBeGreaterThanOrEqual(restartedAt);
    const zoom = await told(third, 'zoom', restartedAt);
    expect(Date.parse(zoom.since)).toBeLessThan(restartedAt);
    await third.close();
  });
});
