import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { boot, type Booted } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { temporaryFiles } from '../helpers/files';
import { HttpReceiver, MailReceiver, WEBHOOK_SECRET } from './receivers';

const SIGNING = Buffer.from(WEBHOOK_SECRET.slice('whsec_'.length), 'base64').toString();
const SECRETS = [
  WEBHOOK_SECRET,
  SIGNING,
  'hook-token-in-path',
  'hook-password',
  'T000/B000/slack-token-in-path',
  'R0UT1NGKEY0123456789',
  'am-password',
  'mail-password',
];

interface Receivers {
  readonly http: readonly HttpReceiver[];
  readonly mail: MailReceiver;
}

async function startReceivers(): Promise<Receivers> {
  const http = await Promise.all(Array.from({ length: 4 }, () => new HttpReceiver().start()));
  return { http, mail: await new MailReceiver().start() };
}

function variables({ http, mail }: Receivers): Record<string, string> {
  const [hook, slack, pagerduty, alertmanager] = http.map(({ url }) => url);
  const signedIn = (url: string, login: string) => url.replace('http://', `http://${login}@`);
  return {
    ALERT_WEBHOOK_URL: `${signedIn(hook!, 'alerts:hook-password')}/hook-token-in-path`,
    ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ALERT_SLACK_WEBHOOK_URL: `${slack}/services/T000/B000/slack-token-in-path`,
    ALERT_PAGERDUTY_URL: pagerduty!,
    ALERT_PAGERDUTY_ROUTING_KEY: 'R0UT1NGKEY0123456789',
    ALERTMANAGER_URL: signedIn(alertmanager!, 'alerts:am-password'),
    SMTP_URL: mail.url('alerts:mail-password@'),
    ALERT_EMAIL_TO: 'ops@example.com',
  };
}

/** What everybody who may ask is told. */
async function answers({ http }: Booted): Promise<string> {
  const paths = ['/api/alerts', '/api/alerts/silences', '/api/integrations/config', '/metrics'];
  const test = await http.post('/api/alerts/test');
  const texts = await Promise.all(paths.map((path) => http.get(path).then(({ text }) => text)));
  return [test.text, ...texts].join('\n');
}

describe('addresses and keys of channels', () => {
  it('stand in no answer, no log and no database, whether delivery fails or works', async () => {
    const receivers = await startReceivers();
    const all = [...receivers.http, receivers.mail];
    for (const receiver of all) receiver.behaviour = 'failing';
    const files = temporaryFiles();
    const database = files.write('health.db', '');
    const service = await boot({
      configured: ['zoom'],
      env: {
        ...variables(receivers),
        ALERT_GROUP_SECONDS: '0',
        LOG_LEVEL: 'trace',
        DATABASE_URL: `sqlite:${database}`,
      },
    });
    const attempts = () => all.map((receiver) => receiver.attempts);
    await eventually(attempts, (counts) => counts.every((count) => count >= 2));
    const failing = await answers(service);
    for (const receiver of all) receiver.behaviour = 'up';
    const deliveries = async () => {
      const { body } = await service.http.get('/api/alerts');
      return body.alerts[0].events[0].deliveries.map(({ state }: { state: string }) => state);
    };
    const delivered = ['delivered', 'delivered', 'delivered', 'delivered', 'delivered'];
    const isDone = (states: string[]) => states.every((state) => state === 'delivered');
    expect(await eventually(deliveries, isDone)).toEqual(delivered);
    const working = await answers(service);
    await service.close();
    await Promise.all(all.map((receiver) => receiver.stop()));
    const folder = dirname(database);
    const kept = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'latin1'));
    files.removeAll();
    expect(failing).toContain('answered with SMTP 451');
    expect(kept.join('')).toContain('many_unhealthy');
    const told = [failing, working, service.logs(), ...kept].join('\n');
    expect(SECRETS.filter((secret) => told.includes(secret))).toEqual([]);
    for (const { url } of receivers.http) expect(told).not.toContain(url.slice('http://'.length));
    const line = /The alert channel webhook answered with HTTP 503; it is tried again/g;
    expect(service.logs().match(line)).toHaveLength(1);
    expect(service.logs()).toContain('The alert channel webhook works again');
  }, 60_000);
});
