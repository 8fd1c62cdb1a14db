import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import request from 'supertest';
import { HistoryWriter } from '../../src/history/history-writer.service';
import { HistoryStore } from '../../src/history/history.store';
import { boot, type Booted, type BootOptions } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { temporaryFiles } from '../helpers/files';
import { hasPostgres, startPostgres, type PostgresServer } from '../helpers/postgres';
import { ServiceProcess } from '../helpers/service-process';
import { sandboxEnv } from '../sandbox/sandbox-env';
import { SandboxServer } from '../sandbox/sandbox-server';
import { VENDORS } from '../sandbox/vendors';
import { openStore } from './stores';

jest.setTimeout(90_000);

const FAST = { CHECK_INTERVAL_SECONDS: '1', CONFIRM_AFTER_MS: '50', CHECK_TIMEOUT_MS: '10000' };
const files = temporaryFiles();
const root = dirname(files.write('root', ''));
/** Each database has a folder of its own, which does not exist yet. */
const databasePath = (name: string) => join(root, name, 'health.db');

let service: Booted | undefined;

afterEach(async () => {
  await service?.close();
  service = undefined;
});
afterAll(() => files.removeAll());

async function start(databaseUrl: string, options: BootOptions = {}): Promise<Booted> {
  service = await boot({
    configured: ['zoom'],
    ...options,
    env: { ...FAST, DATABASE_URL: databaseUrl, ...options.env },
  });
  return service;
}

const ready = async ({ http }: Booted) => (await http.get('/health/ready')).body.details.store;
const isUp = (store: { status: string }) => store.status === 'up';
const isDown = (store: { status: string }) => store.status === 'down';

/** Health answers as if nothing had happened. */
async function expectHealthUntouched({ http }: Booted): Promise<void> {
  const overview = await http.get('/api/integrations/health');
  expect(overview.status).toBe(200);
  expect(overview.body.services.zoom.reason).not.toBe('stale');
  expect((await http.get('/health/live')).status).toBe(200);
}

/** Incidents of zoom, oldest first. */
async function incidentsOf({ http }: Booted) {
  const { body, status } = await http.get('/api/integrations/incidents?service=zoom');
  return status === 200 ? body.incidents : [];
}

/** Lets zoom fail and recover while nothing can be written. */
async function failAndRecover(booted: Booted): Promise<void> {
  const { sandbox, http } = booted;
  const reason = async () => (await http.get('/api/zoom/health')).body.reason;
  await eventually(reason, (seen) => seen === 'ok');
  sandbox.play('zoom', 'server_error');
  expect(await eventually(reason, (seen) => seen === 'vendor_error')).toBe('vendor_error');
  sandbox.play('zoom', 'ok');
  expect(await eventually(reason, (seen) => seen === 'ok')).toBe('ok');
}

/** What waited was written, with the times at which it happened. */
async function expectWritten(booted: Booted, failedAfter: number, writtenAfter: number) {
  expect(await eventually(() => ready(booted), isUp, 30_000)).toEqual({ status: 'up' });
  const incidents = await eventually(
    () => incidentsOf(booted),
    (seen) => seen.length === 1 && seen[0].state === 'resolved',
  );
  expect(incidents).toMatchObject([{ first_reason: 'vendor_error', state: 'resolved' }]);
  expect(Date.parse(incidents[0].opened_at)).toBeGreaterThan(failedAfter);
  expect(Date.parse(incidents[0].resolved_at)).toBeLessThan(writtenAfter);
  expect(booted.app.get(HistoryWriter).dropped).toBe(0);
}

describe('a store that is not there', () => {
  it('leaves health untouched, says so, and gets what waited when it comes', async () => {
    const blocker = files.write('blocker', '');
    const booted = await start(`sqlite:${join(blocker, 'health.db')}`);
    const startedAt = Date.now();
    expect(await eventually(() => ready(booted), isDown)).toEqual({ status: 'down' });
    await failAndRecover(booted);
    await expectHealthUntouched(booted);
    const refused = await booted.http.get('/api/integrations/zoom/uptime');
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '5']);
    rmSync(blocker);
    mkdirSync(blocker);
    await expectWritten(booted, startedAt - 5000, Date.now());
  });
});

describe('a service that is stopped before its store was opened', () => {
  it('writes what it noted all the same, and where it ended', async () => {
    const path = databasePath('brief');
    const booted = await start(`sqlite:${path}`);
    expect(booted.app.get(HistoryStore).isOpen).toBe(false);
    await booted.http.post('/api/integrations/zoom/check').expect(200);
    await booted.close();
    service = undefined;
    const database = new DatabaseSync(path, { readOnly: true });
    const count = (table: string) =>
      Number(database.prepare(`select count(*) as n from ${table}`).get()!.n);
    expect([count('results'), count('audit')]).toEqual([1, 1]);
    expect(count('status_intervals')).toBeGreaterThanOrEqual(10);
    expect(database.prepare('select ended_at from runs').get()!.ended_at).not.toBeNull();
    database.close();
  });
});

describe('a store that another process has locked', () => {
  it('leaves health untouched, says so, and gets what waited when it is free', async () => {
    const path = databasePath('locked');
    const booted = await start(`sqlite:${path}`);
    expect(await eventually(() => ready(booted), isUp)).toEqual({ status: 'up' });
    const startedAt = Date.now();
    const other = new DatabaseSync(path);
    other.exec('begin exclusive');
    expect(await eventually(() => ready(booted), isDown, 15_000)).toEqual({ status: 'down' });
    await failAndRecover(booted);
    await expectHealthUntouched(booted);
    other.exec('rollback');
    other.close();
    await expectWritten(booted, startedAt - 5000, Date.now());
  });
});

describe('a database file that is removed', () => {
  it('is made anew, and goes on with what is now', async () => {
    const path = databasePath('removed');
    const booted = await start(`sqlite:${path}`, { scenarios: { zoom: 'server_error' } });
    await eventually(
      () => incidentsOf(booted),
      (seen) => seen.length === 1,
    );
    for (const name of readdirSync(dirname(path))) rmSync(join(dirname(path), name));
    expect(await eventually(() => ready(booted), isDown, 15_000)).toEqual({ status: 'down' });
    expect(await eventually(() => ready(booted), isUp, 15_000)).toEqual({ status: 'up' });
    const again = await eventually(
      () => incidentsOf(booted),
      (seen) => seen.length === 1,
    );
    expect(again).toMatchObject([{ state: 'open', reason: 'vendor_error' }]);
  });
});

const onPostgres = hasPostgres() ? describe : describe.skip;

onPostgres('a PostgreSQL that cannot be reached', () => {
  let server: PostgresServer;
  let gate: Gate;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  afterEach(() => gate.close());

  it('leaves health untouched, says so, and gets what waited when it is back', async () => {
    const url = new URL(await server.createDatabase());
    gate = await new Gate(Number(url.port)).open();
    url.port = String(gate.port);
    const booted = await start(url.toString());
    expect(await eventually(() => ready(booted), isUp, 15_000)).toEqual({ status: 'up' });
    const startedAt = Date.now();
    await gate.close();
    expect(await eventually(() => ready(booted), isDown, 15_000)).toEqual({ status: 'down' });
    await failAndRecover(booted);
    await expectHealthUntouched(booted);
    await gate.open();
    await expectWritten(booted, startedAt - 5000, Date.now());
  });
});

/** Lets connections through to another port, or not. */
class Gate {
  private server: Server | undefined;
  private readonly sockets = new Set<Socket>();
  port = 0;

  constructor(private readonly target: number) {}

  async open(): Promise<this> {
    this.server = createServer((client) => {
      const upstream = connect(this.target, '127.0.0.1');
      for (const socket of [client, upstream]) {
        this.sockets.add(socket.on('error', () => socket.destroy()));
        socket.once('close', () => this.sockets.delete(socket));
      }
      client.pipe(upstream).pipe(client);
    });
    await new Promise<void>((resolve) =>
      this.server!.listen(this.port, '127.0.0.1', () => resolve()),
    );
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    for (const socket of this.sockets) socket.destroy();
    if (server) await new Promise((resolve) => server.close(resolve));
  }
}

describe('a service in a process of its own', () => {
  let sandbox: SandboxServer;
  let processes: ServiceProcess[] = [];

  beforeEach(async () => {
    sandbox = await new SandboxServer(VENDORS).start();
  });
  afterEach(async () => {
    for (const each of processes) each.kill('SIGKILL');
    await Promise.all(processes.map(({ ended }) => ended));
    processes = [];
    await sandbox.stop();
  });

  const run = (databaseUrl: string) => {
    const made = new ServiceProcess({
      HOST: '127.0.0.1',
      PORT: '0',
      RATE_LIMIT_PER_MINUTE: '1000000',
      ...FAST,
      ...sandboxEnv(sandbox, ['zoom', 'slack']),
      DATABASE_URL: databaseUrl,
    });
    processes.push(made);
    return made;
  };

  it('that is killed at any moment keeps every announced incident, and counts the gap', async () => {
    const path = databasePath('killed');
    const announced = new Map<string, Set<string>>();
    for (let round = 0; round < 5; round += 1) {
      const killed = run(`sqlite:${path}`);
      await killed.listening();
      sandbox.play('zoom', round % 2 === 0 ? 'server_error' : 'ok');
      sandbox.play('slack', round % 2 === 0 ? 'ok' : 'server_error');
      await delay(1000 + Math.random() * 2500);
      killed.kill('SIGKILL');
      await killed.ended;
      for (const [, id, kind] of killed.output.matchAll(/Incident ([\da-f-]{36}) (\w+):/g)) {
        announced.set(id!, (announced.get(id!) ?? new Set()).add(kind!));
      }
    }
    expect(announced.size).toBeGreaterThan(0);
    const store = await openStore(`sqlite:${path}`);
    for (const [id, kinds] of announced) {
      const events = await store.incidentEvents(id);
      expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
    }
    const startedAt = Date.now();
    await store.beginRun({ id: 'after', startedAt, host: 'elsewhere', pid: 1 });
    await store.close();
    const file = new DatabaseSync(path);
    expect(file.prepare('pragma integrity_check').get()).toEqual({ integrity_check: 'ok' });
    file.close();
  });

  it('that was killed closes what lasted at the last known check when it starts again', async () => {
    const path = databasePath('restarted');
    const first = run(`sqlite:${path}`);
    const url = await first.listening();
    await eventually(
      async () => (await request(url).get('/api/integrations/zoom/history')).body.results,
      (results) => results?.length > 0 && results[0].status === 'healthy',
    );
    first.kill('SIGKILL');
    await first.ended;
    const killedAt = new Date().toISOString();
    const again = await run(`sqlite:${path}`).listening();
    const get = async (query: string) =>
      (await request(again).get(`/api/integrations/zoom/history?${query}`)).body;
    const since = `from=${killedAt}&view=intervals`;
    await eventually(
      async () => (await get(since)).intervals,
      (intervals) => intervals?.length > 0,
    );
    const [last] = (await get(`to=${killedAt}&view=intervals`)).intervals;
    const [check] = (await get(`to=${killedAt}`)).results;
    // A status begins a moment after the check that told of it.
    const after = Date.parse(last.to) - Date.parse(check.at);
    expect([after >= 0, after < 1000]).toEqual([true, true]);
  });

  it('stops when the database is from a newer version, says so, and changes nothing', async () => {
    const path = databasePath('newer');
    await (await openStore(`sqlite:${path}`)).close();
    const file = new DatabaseSync(path);
    file.exec(`insert into kysely_migration values ('999_future', '2099-01-01T00:00:00.000Z')`);
    file.exec('pragma journal_mode = delete');
    file.close();
    const before = readFileSync(path);
    const stopped = run(`sqlite:${path}`);
    expect(await stopped.ended).toEqual({ code: 1, signal: null });
    expect(stopped.errors).toEqual([expect.stringMatching(/^DATABASE_URL .*newer version/)]);
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('goes on when no byte more can be written, and writes what waited', async () => {
    const path = databasePath('full');
    const full = run(`sqlite:${path}`);
    const url = await full.listening();
    const storeStatus = async () =>
      (await request(url).get('/health/ready')).body.details.store.status;
    expect(await eventually(storeStatus, (status) => status === 'up')).toBe('up');
    const limit = (bytes: string) =>
      execFileSync('prlimit', ['--pid', String(full.pid), `--fsize=${bytes}:unlimited`]);
    limit('4096');
    expect(await eventually(storeStatus, (status) => status === 'down', 15_000)).toBe('down');
    sandbox.play('zoom', 'server_error');
    const reason = async () => (await request(url).get('/api/zoom/health')).body.reason;
    expect(await eventually(reason, (seen) => seen === 'vendor_error')).toBe('vendor_error');
    limit('unlimited');
    expect(await eventually(storeStatus, (status) => status === 'up', 30_000)).toBe('up');
    const incidents = await eventually(
      async () =>
        (await request(url).get('/api/integrations/incidents?service=zoom')).body.incidents,
      (seen) => seen?.length === 1,
    );
    expect(incidents).toMatchObject([{ reason: 'vendor_error' }]);
  });

  it('keeps values of variables out of its files', async () => {
    const path = databasePath('secrets');
    const kept = run(`sqlite:${path}`);
    const url = await kept.listening();
    await eventually(
      async () => (await request(url).get('/health/ready')).body.status,
      (status) => status === 'ok',
    );
    kept.kill('SIGTERM');
    await kept.ended;
    const written = readdirSync(dirname(path))
      .map((name) => readFileSync(join(dirname(path), name), 'latin1'))
      .join('');
    for (const value of Object.values({
      ...VENDORS.zoom.credentials,
      ...VENDORS.slack.credentials,
    })) {
      expect(written).not.toContain(value);
    }
    expect(written).toContain('ZOOM_API_SECRET');
  });
});

it('finds a variable rotated while it was not running, by name', async () => {
  const path = databasePath('rotated');
  const opened = async (booted: Booted) => {
    expect(await eventually(() => ready(booted), isUp)).toEqual({ status: 'up' });
    await eventually(
      () => booted.app.get(HistoryWriter).depth,
      (depth) => depth === 0,
    );
  };
  await opened(await start(`sqlite:${path}`));
  await service!.close();
  await opened(await start(`sqlite:${path}`, { env: { ZOOM_API_SECRET: 'another-secret-value' } }));
  const { body } = await service!.http.get('/api/integrations/config/changes');
  expect(body.changes).toMatchObject([
    { service: 'zoom', env_var: 'ZOOM_API_SECRET', change: 'rotated' },
  ]);
});

it('reads a changed file of a variable, and shows it before the incident', async () => {
  const path = files.write('zoom-secret', VENDORS.zoom.credentials.ZOOM_API_SECRET!);
  const booted = await start('sqlite::memory:', {
    env: { ZOOM_API_SECRET: '', ZOOM_API_SECRET_FILE: path, CREDENTIALS_INTERVAL_SECONDS: '1' },
  });
  await eventually(
    async () => (await booted.http.get('/api/zoom/health')).body.reason,
    (reason) => reason === 'ok',
  );
  const store = booted.app.get(HistoryStore);
  await eventually(
    () => store.isOpen && booted.app.get(HistoryWriter).depth === 0,
    (done) => done,
  );
  writeFileSync(path, 'a-wrong-secret-value');
  const [incident] = await eventually(
    () => incidentsOf(booted),
    (seen) => seen.length === 1,
  );
  const { body } = await booted.http.get(`/api/integrations/incidents/${incident.id}`);
  expect(body.observation).toMatch(
    /^credentials rejected \d+ s after ZOOM_API_SECRET was rotated$/,
  );
});
