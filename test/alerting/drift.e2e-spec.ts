import { Clock } from '../../src/monitor/clock';
import { Monitor } from '../../src/monitor/monitor.service';
import { boot, type Booted } from '../helpers/boot';
import { eventually } from '../helpers/eventually';
import { HttpReceiver, MailReceiver, WEBHOOK_SECRET } from './receivers';

/** `ALERT_DRIFT_SECONDS=120 npm test -- drift` is the long measurement. */
const OBSERVED_MS = Number(process.env.ALERT_DRIFT_SECONDS ?? 15) * 1000;
const MAX_DRIFT = 0.01;

const SCHEDULE = {
  CHECK_INTERVAL_SECONDS: '1',
  CREDENTIALS_INTERVAL_SECONDS: '3600',
  ALERT_GROUP_SECONDS: '0',
  ALERT_REMIND_AFTER_SECONDS: '1',
};

/** Collects how long every integration waited between two checks, without the chance in it. */
function intervalsOf({ app }: Booted): () => number[] {
  app.get(Clock).random = () => 0.5;
  const last = new Map<string, number>();
  const intervals: number[] = [];
  app.get(Monitor).results$.subscribe(({ key, durationMs }) => {
    const now = performance.now();
    const before = last.get(key);
    // From the end of a check to the start of the next.
    if (before !== undefined) intervals.push(now - durationMs - before);
    last.set(key, now);
  });
  return () => intervals;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

describe('while every channel hangs', () => {
  it(
    'the schedule of checks drifts less than 1 % from that of a service without channels',
    async () => {
      const receivers = await Promise.all(
        Array.from({ length: 4 }, () => new HttpReceiver().start()),
      );
      const mail = await new MailReceiver().start();
      for (const receiver of [...receivers, mail]) receiver.behaviour = 'hanging';
      const [hook, slack, pagerduty, alertmanager] = receivers.map(({ url }) => url);
      const scenarios = { zoom: 'server_error', slack: 'server_error', stripe: 'wrong_secret' };
      // Both run at the same time, so that whatever else the machine does strikes both.
      const quiet = await boot({ env: SCHEDULE, scenarios });
      const troubled = await boot({
        scenarios,
        env: {
          ...SCHEDULE,
          ALERT_WEBHOOK_URL: hook!,
          ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
          ALERT_SLACK_WEBHOOK_URL: slack!,
          ALERT_PAGERDUTY_URL: pagerduty!,
          ALERT_PAGERDUTY_ROUTING_KEY: 'R0UT1NGKEY',
          ALERTMANAGER_URL: alertmanager!,
          SMTP_URL: mail.url(),
          ALERT_EMAIL_TO: 'ops@example.com',
        },
      });
      const attempts = () => receivers.map((receiver) => receiver.attempts).concat(mail.attempts);
      const all = await eventually(
        attempts,
        (counts) => counts.every((count) => count > 0),
        20_000,
      );
      const observed = [quiet, troubled].map(intervalsOf);
      await new Promise((resolve) => setTimeout(resolve, OBSERVED_MS));
      const [expected, measured] = observed.map((intervals) => median(intervals()));
      await Promise.all([quiet.close(), troubled.close()]);
      await Promise.all([...receivers, mail].map((receiver) => receiver.stop()));
      expect(all.every((count) => count > 0)).toBe(true);
      expect(observed.every((intervals) => intervals().length > 50)).toBe(true);
      const drift = Math.abs(measured! / expected! - 1);
      const [quietMs, troubledMs] = [expected!, measured!].map((ms) => ms.toFixed(1));
      process.stdout.write(
        `drift ${(drift * 100).toFixed(3)} %: median interval ${troubledMs} ms while every channel ` +
          `hangs, ${quietMs} ms without channels, ${observed[1]!().length} intervals\n`,
      );
      expect(drift).toBeLessThan(MAX_DRIFT);
      expect(Math.abs(measured! / 1000 - 1)).toBeLessThan(0.05);
    },
    60_000 + OBSERVED_MS,
  );
});
