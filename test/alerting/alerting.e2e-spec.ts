import { Webhook } from 'standardwebhooks';
import { AlertRecorder } from '../../src/alerting/alert-recorder.service';
import { AlertRetention } from '../../src/alerting/alert-retention.service';
import { WebhookChannel } from '../../src/alerting/channels/webhook.channel';
import { alertTables } from '../../src/alerting/store/alert-tables';
import { saveAlert } from '../../src/alerting/store/alerts';
import { MAX_SILENCES } from '../../src/alerting/store/silences';
import { SecretSource } from '../../src/config/secret-source';
import { HistoryStore } from '../../src/history/history.store';
import { HistoryWriter } from '../../src/history/history-writer.service';
import { INTEGRATION_KEYS } from '../../src/integrations/integrations.catalog';
import { Monitor } from '../../src/monitor/monitor.service';
import type { AlertEvent } from '../../src/alerting/alert-event';
import { boot, type Booted, type BootOptions } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { temporaryFiles } from '../helpers/files';
import { HttpReceiver, MailReceiver, WEBHOOK_SECRET } from './receivers';

const FAST = {
  CHECK_INTERVAL_SECONDS: '1',
  CREDENTIALS_INTERVAL_SECONDS: '1',
  CONFIRM_AFTER_MS: '0',
  CHECK_TIMEOUT_MS: '1000',
  ALERT_GROUP_SECONDS: '0',
  ALERT_TIMEOUT_MS: '500',
  UNSTEADY_CHANGES: '1000',
  PUBLIC_URL: 'https://health.example/',
};

let service: Booted | undefined;
const receivers: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await service?.close();
  service = undefined;
  await Promise.all(receivers.splice(0).map((started) => started.stop()));
});

async function receiver(): Promise<HttpReceiver> {
  const started = await new HttpReceiver().start();
  receivers.push(started);
  return started;
}

async function start(options: BootOptions = {}): Promise<Booted> {
  service = await boot({
    configured: ['zoom', 'stripe'],
    ...options,
    env: { ...FAST, ...options.env },
  });
  await service.app.get(Monitor).settled('zoom');
  await service.app.get(HistoryWriter).opened(5000);
  return service;
}

const webhookTo = ({ url }: HttpReceiver) => ({
  ALERT_WEBHOOK_URL: url,
  ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
  // Of ten integrations only two are configured here.
  ALERT_RULES: 'critical_integration,credentials_refused,long_incident',
  CRITICAL_INTEGRATIONS: 'zoom',
});

/** What the webhook's receiver was told, after its own deduplication. */
function told({ accepted }: HttpReceiver): AlertEvent[] {
  const messages = new Map(accepted.map((message) => [message.headers['webhook-id'], message]));
  return [...messages.values()].flatMap(
    ({ body, headers }) =>
      (new Webhook(WEBHOOK_SECRET).verify(body, headers) as { data: { events: AlertEvent[] } }).data
        .events,
  );
}

const kinds = (events: readonly AlertEvent[]) =>
  events.map(({ service: key, kind }) => `${key} ${kind}`);

async function toldUntil(hook: HttpReceiver, count: number): Promise<AlertEvent[]> {
  return eventually(
    () => told(hook),
    (events) => events.length >= count,
    15_000,
  );
}

describe('an incident', () => {
  it('is told when it opens and when it ends, with cause, evidence, routes, action and link', async () => {
    const hook = await receiver();
    const { sandbox } = await start({ env: webhookTo(hook) });
    sandbox.play('zoom', 'server_error');
    const [opened] = await toldUntil(hook, 1);
    expect(opened).toMatchObject({
      kind: 'open',
      severity: 'critical',
      rules: ['critical_integration'],
      title: 'Zoom is not healthy',
      service: 'zoom',
      reason: 'vendor_error',
      cause: expect.stringContaining('Zoom answered with a server error'),
      evidence: { result: expect.stringContaining('server error'), latency_ms: expect.any(Number) },
      affects: ['/api/zoom/create-meeting'],
      action: expect.stringContaining('status page of Zoom'),
      link: 'https://health.example/integrations/zoom',
    });
    sandbox.play('zoom', 'ok');
    const events = await toldUntil(hook, 2);
    expect(kinds(events)).toEqual(['zoom open', 'zoom resolve']);
    expect(events[1]!.alert_id).toBe(opened!.alert_id);
    expect(events[1]!.evidence.result).toBe('Zoom integration is operational');
  });

  it('that meets no rule is not told', async () => {
    const hook = await receiver();
    const { sandbox, http } = await start({ env: webhookTo(hook) });
    sandbox.play('stripe', 'server_error');
    const incidents = await eventually(
      async () => (await http.get('/api/integrations/incidents?service=stripe')).body.incidents,
      (found) => found.length > 0,
    );
    expect(incidents).toHaveLength(1);
    sandbox.play('zoom', 'server_error');
    expect(kinds(await toldUntil(hook, 1))).toEqual(['zoom open']);
  });

  it('that lasts reminds of itself until somebody acknowledges it', async () => {
    const hook = await receiver();
    const { sandbox, http } = await start({
      configured: INTEGRATION_KEYS,
      env: { ...webhookTo(hook), ALERT_REMIND_AFTER_SECONDS: '1' },
    });
    sandbox.play('zoom', 'server_error');
    const [opened, reminder] = await toldUntil(hook, 2);
    expect(reminder).toMatchObject({ kind: 'update', title: expect.stringContaining('Reminder') });
    await http
      .post(`/api/integrations/incidents/${opened!.alert_id}/acknowledge`)
      .send({ note: 'on it' })
      .expect(200);
    const acknowledged = await eventually(
      () => told(hook),
      (events) => events.some(({ kind }) => kind === 'acknowledge'),
    );
    expect(acknowledged.at(-1)).toMatchObject({ kind: 'acknowledge' });
  });
});

describe('an alert about an integration that is gone since', () => {
  it('is closed, and disturbs no other', async () => {
    const hook = await receiver();
    const { app, sandbox } = await start({ env: webhookTo(hook) });
    const alert = {
      id: 'incident-of-acme',
      service: 'acme',
      status: 'degraded',
      reason: 'timeout',
      startedAt: Date.now() - 60_000,
      announcedAt: Date.now() - 60_000,
      evidence: 'Acme did not answer in time',
      rules: ['critical_integration'],
      openingRules: ['critical_integration'],
      isAcknowledgementTold: false,
    } as const;
    await app
      .get(HistoryStore)
      .transaction((db) => saveAlert(alertTables(db), { alert, events: 1 }));
    sandbox.play('zoom', 'server_error');
    const events = await toldUntil(hook, 2);
    expect(kinds(events).toSorted()).toEqual(['acme resolve', 'zoom open']);
    expect(events.find(({ service: key }) => key === 'acme')).toMatchObject({
      alert_id: 'incident-of-acme',
      evidence: { result: 'It is not checked any more' },
    });
  });
});

describe('several things at once', () => {
  it('are one message', async () => {
    const hook = await receiver();
    await start({
      configured: [],
      env: {
        ...webhookTo(hook),
        ALERT_RULES: 'many_unhealthy,not_configured',
        ALERT_GROUP_SECONDS: '2',
      },
    });
    const events = await toldUntil(hook, 11);
    expect(hook.accepted).toHaveLength(1);
    expect(events.filter(({ rules }) => rules.includes('not_configured'))).toHaveLength(10);
    const many = events.find(({ rules }) => rules.includes('many_unhealthy'));
    expect(many).toMatchObject({ title: '3 integrations are not healthy', severity: 'critical' });
    expect(many).not.toHaveProperty('service');
  });
});

describe('a channel in trouble', () => {
  it.each(['failing', 'hanging', 'redirecting'] as const)(
    'that is %s delays only itself, and gets everything in order afterwards',
    async (behaviour) => {
      const hook = await receiver();
      const slack = await receiver();
      hook.behaviour = behaviour;
      const { sandbox } = await start({
        env: { ...webhookTo(hook), ALERT_SLACK_WEBHOOK_URL: slack.url },
      });
      sandbox.play('zoom', 'server_error');
      await eventually(
        () => slack.accepted.length,
        (count) => count >= 1,
      );
      sandbox.play('zoom', 'ok');
      const others = await eventually(
        () => slack.accepted.length,
        (count) => count >= 2,
      );
      expect(others).toBe(2);
      expect(hook.accepted).toEqual([]);
      hook.behaviour = 'up';
      expect(kinds(await toldUntil(hook, 2))).toEqual(['zoom open', 'zoom resolve']);
    },
  );

  it('that limits us is left alone as long as it asked', async () => {
    const hook = await receiver();
    hook.behaviour = 'limiting';
    hook.retryAfter = '3';
    const { sandbox } = await start({ env: webhookTo(hook) });
    sandbox.play('zoom', 'server_error');
    await eventually(
      () => hook.attempts,
      (count) => count >= 1,
    );
    const refusedAt = Date.now();
    hook.behaviour = 'up';
    expect(kinds(await toldUntil(hook, 1))).toEqual(['zoom open']);
    expect(Date.now() - refusedAt).toBeGreaterThan(2500);
    expect(hook.attempts).toBe(2);
  });

  it('through a mistake of ours is tried again, like any other', async () => {
    const hook = await receiver();
    const { app, sandbox, http } = await start({ env: webhookTo(hook) });
    const channel = app.get(WebhookChannel);
    const send = channel.send.bind(channel);
    channel.send = () => {
      throw new TypeError('a message that may hold a value');
    };
    sandbox.play('zoom', 'server_error');
    const problem = async () =>
      (await http.get('/api/alerts')).body.alerts[0]?.events[0].deliveries[0].problem;
    const found = await eventually(problem, (text) => text !== undefined);
    expect(found).toBe('failed (TypeError)');
    channel.send = send;
    expect(kinds(await toldUntil(hook, 1))).toEqual(['zoom open']);
  });

  it('is shown with what it met', async () => {
    const hook = await receiver();
    hook.behaviour = 'failing';
    const { sandbox, http } = await start({ env: webhookTo(hook) });
    sandbox.play('zoom', 'server_error');
    const alerts = await eventually(
      async () => (await http.get('/api/alerts?state=open')).body.alerts,
      (found) => found[0]?.events[0]?.deliveries[0]?.attempts > 0,
    );
    expect(alerts[0]).toMatchObject({ service: 'zoom', state: 'open', is_parked: false });
    expect(alerts[0].events[0].deliveries).toEqual([
      {
        channel: 'webhook',
        state: 'pending',
        attempts: expect.any(Number),
        problem: 'answered with HTTP 503',
      },
    ]);
  });
});

describe('a stop', () => {
  it('in the middle of an attempt loses nothing: the next start sends it once more, with its key', async () => {
    const files = temporaryFiles();
    const hook = await receiver();
    hook.behaviour = 'hanging';
    const options = {
      scenarios: { zoom: 'server_error' },
      env: {
        ...webhookTo(hook),
        ALERT_TIMEOUT_MS: '60000',
        DATABASE_URL: `sqlite:${files.write('health.db', '')}`,
      },
    };
    const before = await start(options);
    await eventually(
      () => hook.attempts,
      (attempts) => attempts === 1,
    );
    const { body } = await before.http.get('/api/alerts');
    const stopping = Date.now();
    await before.close();
    expect(Date.now() - stopping).toBeLessThan(8000);
    hook.behaviour = 'up';
    await start(options);
    const [opened, ...more] = await toldUntil(hook, 1);
    expect(opened).toMatchObject({ kind: 'open', alert_id: body.alerts[0].id });
    expect(more).toEqual([]);
    expect(hook.attempts).toBe(2);
    await service!.close();
    service = undefined;
    files.removeAll();
  });
});

describe('what alerts leave behind', () => {
  const DAY = 24 * 60 * 60 * 1000;
  const openAlerts = async ({ http }: Booted, state: string) =>
    (await http.get(`/api/alerts?state=${state}`)).body.alerts as { service: string }[];

  it('is kept as long as history, while what lasts stays', async () => {
    const running = await start({
      env: { RETENTION_HISTORY_DAYS: '10', ALERT_MANY_UNHEALTHY: '20' },
    });
    running.sandbox.play('zoom', 'server_error');
    const zoom = async () => (await openAlerts(running, 'open')).map(({ service: key }) => key);
    await eventually(zoom, (keys) => keys.includes('zoom'));
    running.sandbox.play('zoom', 'ok');
    const resolved = () => openAlerts(running, 'resolved');
    expect(await eventually(resolved, (found) => found.length === 1)).toHaveLength(1);
    const lasting = await openAlerts(running, 'open');
    const retention = running.app.get(AlertRetention);
    running.advance(9 * DAY);
    await retention.run();
    expect(await resolved()).toHaveLength(1);
    running.advance(2 * DAY);
    await retention.run();
    expect(await resolved()).toEqual([]);
    expect((await openAlerts(running, 'open')).length).toBeGreaterThanOrEqual(lasting.length);
  });

  it('is given up after a day on a channel whose variables were taken away', async () => {
    const files = temporaryFiles();
    const hook = await receiver();
    hook.behaviour = 'failing';
    const running = await start({
      env: {
        ...webhookTo(hook),
        ALERT_WEBHOOK_URL: undefined,
        ALERT_WEBHOOK_URL_FILE: files.write('url', hook.url),
      },
    });
    running.sandbox.play('zoom', 'server_error');
    await eventually(
      () => hook.attempts,
      (count) => count > 0,
    );
    files.write('url', '');
    await eventually(
      () => running.app.get(SecretSource).get('ALERT_WEBHOOK_URL'),
      (url) => url === undefined,
    );
    await running.app.get(AlertRetention).run();
    expect(await openAlerts(running, 'parked')).toEqual([]);
    running.advance(DAY + 60_000);
    await running.app.get(AlertRetention).run();
    expect(await openAlerts(running, 'parked')).toMatchObject([
      { service: 'zoom', is_parked: true },
    ]);
    files.removeAll();
  });

  it('is not written again while nothing happens', async () => {
    const running = await start({ configured: [] });
    const open = () => openAlerts(running, 'open');
    expect((await eventually(open, (found) => found.length === 11)).length).toBe(11);
    const transactions = jest.spyOn(running.app.get(HistoryStore), 'transaction');
    await running.app.get(AlertRecorder).review();
    expect(transactions).not.toHaveBeenCalled();
    running.advance(2 * 60 * 60 * 1000);
    await running.app.get(AlertRecorder).review();
    expect(transactions).toHaveBeenCalledTimes(1);
  });
});

describe('a channel whose variables come from files', () => {
  it('works as soon as they are filled', async () => {
    const files = temporaryFiles();
    const hook = await receiver();
    const { sandbox } = await start({
      env: {
        ...webhookTo(hook),
        ALERT_WEBHOOK_URL: undefined,
        ALERT_WEBHOOK_URL_FILE: files.write('url', ''),
      },
    });
    files.write('url', hook.url);
    await eventually(
      () => service!.app.get(SecretSource).get('ALERT_WEBHOOK_URL'),
      (url) => url === hook.url,
    );
    sandbox.play('zoom', 'server_error');
    expect(kinds(await toldUntil(hook, 1))).toEqual(['zoom open']);
    files.removeAll();
  });
});

describe('GET /api/alerts', () => {
  it('pages through alerts by state, newest first', async () => {
    const hook = await receiver();
    const { sandbox, http } = await start({ env: webhookTo(hook) });
    for (let round = 1; round <= 2; round += 1) {
      sandbox.play('zoom', 'server_error');
      // oxlint-disable-next-line no-await-in-loop -- one incident after the other
      await toldUntil(hook, round * 2 - 1);
      sandbox.play('zoom', 'ok');
      // oxlint-disable-next-line no-await-in-loop -- one incident after the other
      await toldUntil(hook, round * 2);
    }
    const { body: first } = await http.get('/api/alerts?state=resolved&limit=1').expect(200);
    const { body: second } = await http.get(`/api/alerts?limit=1&cursor=${first.next_cursor}`);
    expect(first.alerts).toHaveLength(1);
    expect(second.alerts).toHaveLength(1);
    expect(second.next_cursor).toBeNull();
    expect(second.alerts[0].opened_at < first.alerts[0].opened_at).toBe(true);
    expect(first.alerts[0].events.map(({ kind }: AlertEvent) => kind)).toEqual(['open', 'resolve']);
    const { body: open } = await http.get('/api/alerts?state=open').expect(200);
    expect(open.alerts).toEqual([]);
  });

  it.each([
    ['state=closed', 'state'],
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['cursor=nonsense', 'cursor'],
    ['window=1h&from=2026-01-01', 'window'],
    ['from=2026-02-01&to=2026-01-01', 'to'],
    ['foo=1', 'foo'],
  ])('refuses ?%s by naming %s', async (query, field) => {
    const { http } = await start({ configured: [] });
    const { body } = await http.get(`/api/alerts?${query}`).expect(400);
    expect(body.errors[0].field).toBe(field);
  });
});

describe('silences', () => {
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();

  it('hold back an opening until they are removed, and never a closing', async () => {
    const hook = await receiver();
    const { sandbox, http } = await start({ env: webhookTo(hook) });
    const { body } = await http
      .post('/api/alerts/silences')
      .send({ service: 'zoom', until: soon(), reason: 'maintenance' })
      .expect(201);
    expect(body.silence).toMatchObject({ service: 'zoom', reason: 'maintenance' });
    sandbox.play('zoom', 'server_error');
    await eventually(
      async () => (await http.get('/api/integrations/incidents?state=open')).body.incidents,
      (found) => found.some(({ service: key }: { service: string }) => key === 'zoom'),
    );
    expect((await http.get('/api/alerts')).body.alerts).toEqual([]);
    expect((await http.get('/api/zoom/health')).body.status).toBe('degraded');
    await http.delete(`/api/alerts/silences/${body.silence.id}`).expect(204);
    expect(kinds(await toldUntil(hook, 1))).toEqual(['zoom open']);
    await http
      .post('/api/alerts/silences')
      .send({ service: 'all', until: soon(), reason: 'maintenance' })
      .expect(201);
    sandbox.play('zoom', 'ok');
    expect(kinds(await toldUntil(hook, 2))).toEqual(['zoom open', 'zoom resolve']);
  });

  it('are listed until they end', async () => {
    const { http } = await start({ configured: [] });
    const until = soon();
    await http
      .post('/api/alerts/silences')
      .send({ service: 'google-drive', until, reason: 'known' })
      .expect(201);
    const { body } = await http.get('/api/alerts/silences').expect(200);
    expect(body.silences).toEqual([
      expect.objectContaining({ service: 'googledrive', until, reason: 'known' }),
    ]);
    await http.delete(`/api/alerts/silences/${body.silences[0].id}`).expect(204);
    await http.delete(`/api/alerts/silences/${body.silences[0].id}`).expect(404);
    expect((await http.get('/api/alerts/silences')).body.silences).toEqual([]);
  });

  it('are no more than a thousand', async () => {
    const { app, http } = await start({ configured: [] });
    const from = Date.now();
    const many = Array.from({ length: MAX_SILENCES }, (_, index) => `silence-${index}`);
    await app.get(HistoryStore).transaction(async (transaction) => {
      const rows = many.map((id) => ({ id, until_at: from + 60_000, service: null }));
      const common = { from_at: from, reason: 'x', created_by: 'ops' };
      const values = rows.map((row) => ({ ...row, ...common }));
      await alertTables(transaction).insertInto('alert_silences').values(values).execute();
    });
    const silence = { service: 'zoom', until: soon(), reason: 'x' };
    const { body } = await http.post('/api/alerts/silences').send(silence).expect(409);
    expect(body.detail).toContain('too many silences');
    await http.delete(`/api/alerts/silences/${many[0]}`).expect(204);
    await http.post('/api/alerts/silences').send(silence).expect(201);
  });

  it.each([
    [{ until: soon(), reason: 'x' }, 'service'],
    [{ service: 'foo', until: soon(), reason: 'x' }, 'service'],
    [{ service: 'zoom', until: '2020-01-01T00:00:00Z', reason: 'x' }, 'until'],
    [{ service: 'zoom', until: 'tomorrow', reason: 'x' }, 'until'],
    [{ service: 'zoom', until: soon(), reason: '' }, 'reason'],
    [{ service: 'zoom', until: soon(), reason: ' \t' }, 'reason'],
    [{ service: 'zoom', until: soon(), reason: 'a\u0007b' }, 'reason'],
    [{ service: 'zoom', reason: 'x' }, 'until'],
    [{ service: 'zoom', until: soon(), reason: 'x'.repeat(1001) }, 'reason'],
    [{ service: 'zoom', until: soon(), reason: 'x', more: 1 }, 'more'],
  ])('refuse %j by naming %s', async (silence, field) => {
    const { http } = await start({ configured: [] });
    const { body, headers } = await http.post('/api/alerts/silences').send(silence).expect(400);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(body.errors[0].field).toBe(field);
  });
});

describe('POST /api/alerts/test', () => {
  it('sends a marked test through every channel and tells what became of it', async () => {
    const [hook, slack, pagerduty, alertmanager] = [
      await receiver(),
      await receiver(),
      await receiver(),
      await receiver(),
    ];
    const mail = await new MailReceiver().start();
    receivers.push(mail);
    slack.behaviour = 'failing';
    const { http } = await start({
      configured: [],
      env: {
        ...webhookTo(hook),
        ALERT_RULES: 'long_incident',
        ALERT_TIMEOUT_MS: '10000',
        ALERT_SLACK_WEBHOOK_URL: slack.url,
        ALERT_PAGERDUTY_URL: pagerduty.url,
        ALERT_PAGERDUTY_ROUTING_KEY: 'R0UT1NGKEY',
        ALERTMANAGER_URL: alertmanager.url,
        SMTP_URL: mail.url(),
        ALERT_EMAIL_TO: 'ops@example.com',
      },
    });
    const { body } = await http.post('/api/alerts/test').expect(200);
    const duration_ms = expect.any(Number);
    expect(body).toEqual({
      ok: false,
      channels: [
        { channel: 'webhook', outcome: 'delivered', duration_ms },
        { channel: 'slack', outcome: 'failed', problem: 'answered with HTTP 503', duration_ms },
        { channel: 'pagerduty', outcome: 'delivered', duration_ms },
        { channel: 'email', outcome: 'delivered', duration_ms },
        { channel: 'alertmanager', outcome: 'delivered', duration_ms },
      ],
    });
    expect(told(hook)).toEqual([expect.objectContaining({ is_test: true })]);
    expect(mail.accepted[0]!.headers.subject).toContain('[TEST]');
    const actions = pagerduty.accepted.map(({ body: event }) => JSON.parse(event).event_action);
    expect(actions).toEqual(['trigger', 'resolve']);
  });

  it('and whatever else changes something needs an operator', async () => {
    const { http } = await start({
      configured: [],
      env: { API_KEYS: 'reader-key', OPERATOR_KEYS: 'operator-key' },
    });
    const as = (key: string) => ({ 'X-API-Key': key });
    await http.get('/api/alerts').expect(401);
    await http.get('/api/alerts').set(as('reader-key')).expect(200);
    await http.get('/api/alerts/silences').set(as('reader-key')).expect(200);
    await http.post('/api/alerts/test').set(as('reader-key')).expect(403);
    await http.post('/api/alerts/silences').set(as('reader-key')).send({}).expect(403);
    await http.delete('/api/alerts/silences/x').set(as('reader-key')).expect(403);
    await http.post('/api/alerts/test').set(as('operator-key')).expect(200);
  });
});
