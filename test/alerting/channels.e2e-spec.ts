import { HttpService } from '@nestjs/axios';
import { create } from 'axios';
import { Webhook } from 'standardwebhooks';
import { AlertmanagerChannel } from '../../src/alerting/channels/alertmanager.channel';
import { EmailChannel } from '../../src/alerting/channels/email.channel';
import { httpOptions, HttpSender } from '../../src/alerting/channels/http-sender.service';
import { PagerDutyChannel } from '../../src/alerting/channels/pagerduty.channel';
import { SlackChannel } from '../../src/alerting/channels/slack.channel';
import { WebhookChannel } from '../../src/alerting/channels/webhook.channel';
import { SecretSource } from '../../src/config/secret-source';
import { Clock } from '../../src/monitor/clock';
import { eventually } from '../helpers/eventually';
import { describeChannel, describeHttp, EVENT, messageOf, ROUTING_KEYS } from './channel.contract';
import { HttpReceiver, MailReceiver, type Received, WEBHOOK_SECRET } from './receivers';

const ROUTING_KEY = [...ROUTING_KEYS][0]!;
const PATH_TOKEN = 'T000/B000/slack-token-in-path';

const clock = new Clock();
const sender = new HttpSender(
  new HttpService(create(httpOptions(new SecretSource({}))) as unknown as HttpService['axiosRef']),
  clock,
);
const startHttp = () => new HttpReceiver().start();
const json = ({ body }: Received) => JSON.parse(body);
const many = Array.from({ length: 20 }, (_, index) => ({
  ...EVENT,
  key: `incident-${index}:1`,
  alert_id: `incident-${index}`,
  cause: `<${'long '.repeat(900)}>`,
}));

describeChannel<HttpReceiver>(
  'webhook',
  {
    startReceiver: startHttp,
    env: ({ url }) => ({ ALERT_WEBHOOK_URL: `${url}/hook`, ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET }),
    envOfNobody: (port) => ({
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${port}`,
      ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
    }),
    create: (secrets) => new WebhookChannel(secrets, sender, clock),
    keyOf: ({ headers }) => headers['webhook-id']!,
    kindOf: (received) => json(received).data.events[0].kind,
    kinds: { open: 'open', resolve: 'resolve' },
    secrets: [WEBHOOK_SECRET],
  },
  (context) => {
    describeHttp(context);

    it('signs so that the library of the specification verifies it', async () => {
      const { channel, receiver } = context();
      await channel.send(messageOf('m1', EVENT), AbortSignal.timeout(5000));
      const [received] = receiver.accepted;
      const verified = new Webhook(WEBHOOK_SECRET).verify(received!.body, received!.headers);
      expect(verified).toEqual({
        type: 'integration.alerts',
        timestamp: '2026-02-04T12:00:11.000Z',
        data: { events: [EVENT] },
      });
      expect(() =>
        new Webhook(WEBHOOK_SECRET).verify(`${received!.body} `, received!.headers),
      ).toThrow();
    });
  },
);

describeChannel<HttpReceiver>(
  'slack',
  {
    startReceiver: startHttp,
    env: ({ url }) => ({ ALERT_SLACK_WEBHOOK_URL: `${url}/services/${PATH_TOKEN}` }),
    envOfNobody: (port) => ({
      ALERT_SLACK_WEBHOOK_URL: `http://127.0.0.1:${port}/services/${PATH_TOKEN}`,
    }),
    create: (secrets) => new SlackChannel(secrets, sender),
    keyOf: (received) => json(received).blocks.at(-1).elements[0].text,
    kindOf: (received) => /\[(\w+)\]/.exec(json(received).text)![1]!,
    kinds: { open: 'critical', resolve: 'resolved' },
    secrets: [PATH_TOKEN],
  },
  (context) => {
    describeHttp(context);

    it("keeps Slack's limits and escapes what means something to Slack", async () => {
      const { channel, receiver } = context();
      await channel.send(messageOf('m1', ...many), AbortSignal.timeout(5000));
      const { blocks } = json(receiver.accepted[0]!);
      expect(blocks.length).toBeLessThanOrEqual(50);
      for (const { text } of blocks.slice(1, -1)) {
        expect(text.text.length).toBeLessThanOrEqual(3000);
        expect(text.text).toContain('&lt;long');
      }
    });
  },
);

describeChannel<HttpReceiver>(
  'pagerduty',
  {
    startReceiver: startHttp,
    env: ({ url }) => ({ ALERT_PAGERDUTY_URL: url, ALERT_PAGERDUTY_ROUTING_KEY: ROUTING_KEY }),
    envOfNobody: (port) => ({
      ALERT_PAGERDUTY_URL: `http://127.0.0.1:${port}`,
      ALERT_PAGERDUTY_ROUTING_KEY: ROUTING_KEY,
    }),
    create: (secrets, settings) => new PagerDutyChannel(secrets, settings, sender),
    keyOf: (received) => `${json(received).dedup_key} ${json(received).event_action}`,
    kindOf: (received) => json(received).event_action,
    kinds: { open: 'trigger', resolve: 'resolve' },
    secrets: [ROUTING_KEY],
  },
  (context) => {
    describeHttp(context);

    it.each([
      ['open', 'trigger'],
      ['update', 'trigger'],
      ['acknowledge', 'acknowledge'],
      ['resolve', 'resolve'],
    ] as const)('sends %s as %s of the same incident', async (kind, action) => {
      const { channel, receiver } = context();
      await channel.send(messageOf('m1', { ...EVENT, kind }), AbortSignal.timeout(5000));
      const [received] = receiver.accepted;
      expect(received!.path).toBe('/v2/enqueue');
      expect(json(received!)).toMatchObject({
        routing_key: ROUTING_KEY,
        event_action: action,
        dedup_key: 'incident-1',
        payload: { severity: 'critical', component: 'zoom', class: 'vendor_error' },
        links: [{ href: 'https://health.example/integrations/zoom' }],
      });
    });
  },
);

describeChannel<HttpReceiver>(
  'alertmanager',
  {
    startReceiver: startHttp,
    env: ({ url }) => ({
      ALERTMANAGER_URL: `${url.replace('//', '//user:am-p%40ssword@')}/prefix/`,
    }),
    envOfNobody: (port) => ({ ALERTMANAGER_URL: `http://user:am-password@127.0.0.1:${port}` }),
    create: (secrets) => new AlertmanagerChannel(secrets, sender),
    keyOf: (received) => JSON.stringify(json(received)[0].labels),
    kindOf: (received) => (isOver(json(received)[0]) ? 'resolved' : 'firing'),
    kinds: { open: 'firing', resolve: 'resolved' },
    secrets: ['am-password', 'am-p@ssword', 'am-p%40ssword'],
  },
  (context) => {
    describeHttp(context);

    it('posts below the path of the URL, with its login', async () => {
      const { channel, receiver } = context();
      await channel.send(messageOf('m1', EVENT), AbortSignal.timeout(5000));
      const [{ path, headers }] = receiver.accepted as [Received];
      expect(path).toBe('/prefix/api/v2/alerts');
      const login = Buffer.from('user:am-p@ssword').toString('base64');
      expect(headers.authorization).toBe(`Basic ${login}`);
    });
  },
);

function isOver({ endsAt }: { endsAt: string }): boolean {
  return Date.parse(endsAt) <= Date.parse('2026-02-04T12:02:00.000Z');
}

describeChannel<MailReceiver>(
  'email',
  {
    startReceiver: () => new MailReceiver().start(),
    env: (receiver) => ({
      SMTP_URL: receiver.url(),
      ALERT_EMAIL_TO: 'ops@example.com, oncall@example.com',
      ALERT_EMAIL_FROM: 'health@example.com',
    }),
    envOfNobody: (port) => ({
      SMTP_URL: `smtp://alerts:mail-password@127.0.0.1:${port}`,
      ALERT_EMAIL_TO: 'ops@example.com',
    }),
    create: (secrets, settings) => new EmailChannel(secrets, settings),
    keyOf: ({ headers }) => headers['message-id']!,
    kindOf: ({ headers }) => /\[(\w+)\]/.exec(headers.subject!)![1]!,
    kinds: { open: 'critical', resolve: 'resolved' },
    secrets: ['mail-password'],
  },
  (context) => {
    it('reaches the others when some recipient is refused, and says so', async () => {
      const { channel, receiver } = context();
      receiver.unknown.add('oncall@example.com');
      const outcome = await channel.send(messageOf('m1', EVENT), AbortSignal.timeout(5000));
      expect(outcome).toEqual({
        isDelivered: true,
        problem: 'was refused for 1 of the recipients',
      });
      expect(receiver.accepted.map(({ path }) => path)).toEqual(['ops@example.com']);
      receiver.unknown.add('ops@example.com');
      const refused = await channel.send(messageOf('m2', EVENT), AbortSignal.timeout(5000));
      expect(refused).toEqual({ isDelivered: false, problem: 'answered with SMTP 550' });
    });

    it('leaves no connection behind when it gives a hanging server up', async () => {
      const { channel, receiver } = context();
      receiver.behaviour = 'hanging';
      const sending = channel.send(messageOf('m1', EVENT), AbortSignal.timeout(1000));
      const connections = () => receiver.connections;
      expect(await eventually(connections, (count) => count === 1)).toBe(1);
      await sending;
      expect(await eventually(connections, (count) => count === 0)).toBe(0);
    });

    it('signs in, sends to everybody, and threads the mails of an incident', async () => {
      const { channel, receiver } = context();
      await channel.send(messageOf('m1', EVENT), AbortSignal.timeout(5000));
      const [{ path, headers }] = receiver.accepted as [Received];
      expect(receiver.login).toEqual(['alerts', 'mail-password']);
      expect(path).toBe('ops@example.com,oncall@example.com');
      expect(headers).toMatchObject({
        subject: '[critical] Zoom is not healthy',
        from: 'Integration health <health@example.com>',
        'message-id': '<m1@example.com>',
        references: '<incident-1@example.com>',
        'auto-submitted': 'auto-generated',
      });
    });
  },
);
