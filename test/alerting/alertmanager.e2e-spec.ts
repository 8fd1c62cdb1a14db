import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HttpService } from '@nestjs/axios';
import { create } from 'axios';
import { AlertmanagerChannel } from '../../src/alerting/channels/alertmanager.channel';
import { httpOptions, HttpSender } from '../../src/alerting/channels/http-sender.service';
import { SecretSource } from '../../src/config/secret-source';
import { Clock } from '../../src/monitor/clock';
import { killHard } from '../helpers/compiled-service';
import { describeWith, startTool } from '../helpers/debian-tool';
import { eventually } from '../helpers/eventually';
import { EVENT, messageOf } from './channel.contract';
import { closedPort, HttpReceiver } from './receivers';

const config = (url: string) => ({
  route: { receiver: 'hook', group_by: ['alert_id'], group_wait: '0s', group_interval: '1s' },
  receivers: [{ name: 'hook', webhook_configs: [{ url, send_resolved: true }] }],
});

describeWith('prometheus-alertmanager', "Debian's Alertmanager", (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'alertmanager-'));
  let server: ChildProcess;
  let channel: AlertmanagerChannel;
  let url: string;
  let hook: HttpReceiver;

  /** What Alertmanager tells those who are to know. */
  const notified = () => hook.accepted.map(({ body }) => JSON.parse(body).status as string);
  const alerts = async (): Promise<
    { labels: Record<string, string>; status: { state: string } }[]
  > => (await fetch(`${url}/api/v2/alerts`)).json() as never;
  const send = (id: string, event: typeof EVENT) =>
    channel.send(messageOf(id, event), AbortSignal.timeout(5000));

  beforeAll(async () => {
    const port = await closedPort();
    url = `http://127.0.0.1:${port}`;
    hook = await new HttpReceiver().start();
    writeFileSync(join(folder, 'config.yml'), JSON.stringify(config(hook.url)));
    const args = [
      `--config.file=${join(folder, 'config.yml')}`,
      `--storage.path=${folder}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ];
    server = await startTool(path, args, `${url}/-/ready`);
    const secrets = new SecretSource({ ALERTMANAGER_URL: url });
    const http = create(httpOptions(secrets)) as unknown as HttpService['axiosRef'];
    channel = new AlertmanagerChannel(secrets, new HttpSender(new HttpService(http), new Clock()));
  }, 30_000);

  afterAll(async () => {
    await killHard(server);
    await hook.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('holds an alert from its opening to its end, whatever is told of it meanwhile', async () => {
    const since = new Date(Date.now() - 60_000).toISOString();
    const opened = { ...EVENT, since, at: since };
    expect(await send('m1', opened)).toEqual({ isDelivered: true });
    const [alert] = await eventually(alerts, (found) => found.length === 1);
    expect(alert).toMatchObject({
      labels: {
        alertname: 'IntegrationUnhealthy',
        integration: 'zoom',
        severity: 'critical',
        alert_id: 'incident-1',
      },
      annotations: { summary: 'Zoom is not healthy', what_to_do: EVENT.action },
      generatorURL: EVENT.link,
    });
    expect(await eventually(notified, (told) => told.length === 1)).toEqual(['firing']);
    expect(await send('m2', { ...opened, kind: 'update', title: 'Reminder' })).toEqual({
      isDelivered: true,
    });
    expect(await alerts()).toHaveLength(1);
    const at = new Date().toISOString();
    expect(await send('m3', { ...opened, kind: 'resolve', at })).toEqual({ isDelivered: true });
    expect(await eventually(alerts, (found) => found.length === 0)).toEqual([]);
    const told = await eventually(notified, (statuses) => statuses.includes('resolved'), 20_000);
    expect(told.at(-1)).toBe('resolved');
  });
});
