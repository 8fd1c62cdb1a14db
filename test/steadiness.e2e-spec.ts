import { Monitor, type StatusChange } from '../src/monitor/monitor.service';
import { boot, type Booted, type BootOptions } from './helpers/boot';

const FAST = { CHECK_INTERVAL_SECONDS: '1', CONFIRM_AFTER_MS: '100', CHECK_TIMEOUT_MS: '1000' };

let running: Booted | undefined;

async function start(options: BootOptions): Promise<Booted> {
  running = await boot({ configured: ['zoom'], ...options, env: { ...FAST, ...options.env } });
  await running.app.get(Monitor).settled('zoom');
  return running;
}

afterEach(async () => {
  await running?.close();
  running = undefined;
});

function changesOf({ app }: Booted): StatusChange[] {
  const changes: StatusChange[] = [];
  app.get(Monitor).changes$.subscribe((change) => changes.push(change));
  return changes;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('the condition was not met in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('a failing vendor', () => {
  it('is asked a second time before the status changes, and a blip changes nothing', async () => {
    const service = await start({});
    const changes = changesOf(service);
    let failures = 0;
    service.sandbox.breakWith('zoom', (request, response) => {
      failures += request.url?.includes('/users/me') ? 1 : 0;
      service.sandbox.breakWith('zoom', undefined);
      response.writeHead(500).end();
    });
    await until(() => failures === 1);
    const before = service.app.get(Monitor).current('zoom').checkedAt!;
    await until(() => service.app.get(Monitor).current('zoom').checkedAt! > before);
    expect(service.app.get(Monitor).current('zoom').status).toBe('healthy');
    expect(changes).toEqual([]);
  });

  it('is announced once the second look fails too, and recovers with one success', async () => {
    const service = await start({});
    const changes = changesOf(service);
    service.sandbox.play('zoom', 'server_error');
    await until(() => changes.length === 1);
    expect(changes[0]).toMatchObject({
      key: 'zoom',
      from: { status: 'healthy', reason: 'ok' },
      to: { status: 'degraded', reason: 'vendor_error' },
    });
    service.sandbox.play('zoom', 'ok');
    await until(() => changes.length === 2);
    expect(changes[1]!.to).toEqual({ status: 'healthy', reason: 'ok' });
  });

  it('answers a check on demand only after the second look', async () => {
    const service = await start({ env: { CHECK_INTERVAL_SECONDS: '3600' } });
    service.sandbox.play('zoom', 'server_error');
    await new Promise((resolve) => setTimeout(resolve, 5100));
    service.sandbox.takeRequests('zoom');
    const { body } = await service.http.post('/api/integrations/zoom/check').expect(200);
    expect(body).toMatchObject({ status: 'degraded', reason: 'vendor_error' });
    const looks = service.sandbox
      .takeRequests('zoom')
      .filter((line) => line === 'GET /v2/users/me');
    expect(looks).toHaveLength(2);
  });
});

describe('refused credentials', () => {
  it('count at once', async () => {
    const service = await start({ env: { CREDENTIALS_INTERVAL_SECONDS: '1' } });
    const changes = changesOf(service);
    service.sandbox.play('zoom', 'wrong_secret');
    await until(() => changes.length === 1);
    expect(changes[0]!.to.reason).toBe('credentials_rejected');
  });
});

describe('an integration that changes too often', () => {
  it('keeps its worst state, says so, and is believed again when it is steady', async () => {
    const service = await start({
      env: {
        CREDENTIALS_INTERVAL_SECONDS: '1',
        UNSTEADY_CHANGES: '1',
        STEADY_AFTER_SECONDS: '2',
      },
    });
    const current = () => service.app.get(Monitor).current('zoom');
    service.sandbox.play('zoom', 'server_error');
    await until(() => current().status === 'degraded');
    service.sandbox.play('zoom', 'ok');
    await until(() => current().message.includes('unsteady'));
    expect(current()).toMatchObject({ status: 'degraded', apiAccess: { status: 'pass' } });
    await until(() => current().status === 'healthy');
    expect(current().message).toBe('Zoom integration is operational');
  });
});

describe("a vendor's own status page", () => {
  it('tells maintenance from an error, and is asked only when the vendor fails', async () => {
    const service = await start({});
    expect(service.sandbox.takeRequests('zoom').join()).not.toContain('summary.json');
    service.sandbox.play('zoom', 'maintenance_on_status_page');
    await until(() => service.app.get(Monitor).current('zoom').reason === 'vendor_maintenance');
    const { body } = await service.http.get('/api/zoom/health');
    expect(body.message).toBe('Zoom is under maintenance; its status page reports maintenance');
  });

  it('that is broken explains nothing and makes nothing worse', async () => {
    const service = await start({});
    service.sandbox.play('zoom', 'status_page_broken');
    await until(() => service.app.get(Monitor).current('zoom').reason === 'vendor_error');
    await until(() => service.sandbox.takeRequests('zoom').join().includes('summary.json'));
    expect(service.app.get(Monitor).current('zoom').message).toBe(
      'Zoom answered with a server error',
    );
    service.sandbox.play('zoom', 'ok');
    await until(() => service.app.get(Monitor).current('zoom').status === 'healthy');
  });
});
