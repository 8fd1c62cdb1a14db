import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { INTEGRATION_KEYS } from '../../src/integrations/integrations.catalog';
import { boot, type Booted } from '../helpers/boot';
import { killHard } from '../helpers/compiled-service';
import { describeWith, startTool } from '../helpers/debian-tool';
import { eventually } from '../helpers/eventually';
import { DASHBOARD_EXPRESSIONS, RULES } from './deployed';
import { closedPort, HttpReceiver, WEBHOOK_SECRET } from './receivers';

const KEY = 'prometheus-reader-key';

/** What is scraped as the documentation says. */
const config = (target: string) => ({
  global: { scrape_interval: '1s', evaluation_interval: '1s' },
  rule_files: [RULES],
  scrape_configs: [
    {
      job_name: 'integration-health',
      authorization: { credentials: KEY },
      static_configs: [{ targets: [target] }],
    },
  ],
});

interface Rule {
  readonly name: string;
  readonly health: string;
  readonly alerts?: readonly { readonly labels: Record<string, string> }[];
}

describeWith('prometheus', "Debian's Prometheus", (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  let service: Booted;
  let hook: HttpReceiver;
  let server: ChildProcess;
  let url: string;

  async function ask<T>(question: string): Promise<T> {
    const response = await fetch(`${url}/api/v1/${question}`);
    return ((await response.json()) as { data: T }).data;
  }

  /** How many series an expression of the dashboard gives. */
  async function seriesOf(expression: string): Promise<number> {
    const promql = expression
      .replaceAll('$__rate_interval', '1m')
      .replaceAll(/\$(job|integration)/g, '.*');
    const { result } = await ask<{ result: unknown[] }>(
      `query?query=${encodeURIComponent(promql)}`,
    );
    return result.length;
  }

  const rules = async () =>
    (await ask<{ groups: { rules: Rule[] }[] }>('rules')).groups.flatMap((group) => group.rules);

  beforeAll(async () => {
    hook = await new HttpReceiver().start();
    service = await boot({
      configured: INTEGRATION_KEYS.filter((key) => key !== 'slack'),
      env: {
        API_KEYS: KEY,
        CHECK_INTERVAL_SECONDS: '1',
        CONFIRM_AFTER_MS: '0',
        ALERT_WEBHOOK_URL: hook.url,
        ALERT_WEBHOOK_SECRET: WEBHOOK_SECRET,
      },
    });
    const port = await closedPort();
    url = `http://127.0.0.1:${port}`;
    const file = join(folder, 'prometheus.yml');
    writeFileSync(file, JSON.stringify(config(new URL(service.url).host)));
    const args = [
      `--config.file=${file}`,
      `--storage.tsdb.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ];
    server = await startTool(path, args, `${url}/-/ready`);
  }, 30_000);

  afterAll(async () => {
    await killHard(server);
    await service.close();
    await hook.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('scrapes the service, with its key', async () => {
    type Targets = { activeTargets: { health: string; lastError: string }[] };
    const target = async () => (await ask<Targets>('targets')).activeTargets[0];
    const found = await eventually(target, (seen) => seen?.health === 'up');
    expect(found).toMatchObject({ health: 'up', lastError: '' });
  });

  it('evaluates every rule, and sees what is wrong', async () => {
    const unset = (found: readonly Rule[]) =>
      found.find(({ name }) => name === 'IntegrationNotConfigured')?.alerts ?? [];
    const isDone = (found: readonly Rule[]) =>
      found.every(({ health }) => health === 'ok') && unset(found).length > 0;
    const found = await eventually(rules, isDone);
    expect(found.filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(unset(found).map(({ labels }) => labels)).toEqual([
      {
        alertname: 'IntegrationNotConfigured',
        integration: 'slack',
        job: 'integration-health',
        severity: 'warning',
      },
    ]);
  });

  it('answers every question of the dashboard', async () => {
    service.sandbox.play('zoom', 'server_error');
    const empty = async () => {
      const counts = await Promise.all(DASHBOARD_EXPRESSIONS.map(seriesOf));
      return DASHBOARD_EXPRESSIONS.filter((_expression, index) => counts[index] === 0);
    };
    expect(await eventually(empty, (left) => left.length === 0, 20_000)).toEqual([]);
  }, 40_000);
});
