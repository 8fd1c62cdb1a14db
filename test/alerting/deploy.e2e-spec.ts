import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boot } from '../helpers/boot';
import { describeWith, runTool } from '../helpers/debian-tool';
import { CASES, DASHBOARD, DASHBOARD_EXPRESSIONS, RULES } from './deployed';

const read = (path: string) => readFileSync(path, 'utf8');

/** The metrics of ours that a text names. */
function metricsIn(text: string): string[] {
  const names = text.match(/\b(integration|alerts|history|audit|nodejs)_[a-z\d_]+\b/g) ?? [];
  return [...new Set(names)].map((name) => name.replace(/_(bucket|count|sum)$/, ''));
}

describe('what is ready to use', () => {
  it('names only metrics that there are', async () => {
    const { http, close } = await boot({ configured: ['zoom'] });
    await http.get('/api/zoom/health');
    const { text } = await http.get('/metrics');
    await close();
    const exposed = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name!));
    const rules = [...read(RULES).matchAll(/expr: (.*)$/gm)].map(([, expr]) => expr!);
    const named = metricsIn([...rules, ...DASHBOARD_EXPRESSIONS].join('\n'));
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((name) => !exposed.has(name))).toEqual([]);
  });

  it('has a dashboard whose panels lie beside each other', () => {
    const cells = DASHBOARD.panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)}:${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(Math.max(...cells.map((cell) => Number(cell.split(':')[0])))).toBe(23);
    const ids = DASHBOARD.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describeWith('promtool', 'the rules under promtool', (promtool) => {
  it('are well formed', () => {
    expect(runTool(promtool, ['check', 'rules', RULES]).output).toContain('SUCCESS');
  });

  it('fire when they should, and not before', () => {
    const { status, output } = runTool(promtool, ['test', 'rules', CASES]);
    expect({ status, output }).toMatchObject({
      status: 0,
      output: expect.stringContaining('SUCCESS'),
    });
  });

  it('all have a case', () => {
    const alerts = [...read(RULES).matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
    const cases = read(CASES);
    expect(alerts.filter((name) => !cases.includes(`alertname: ${name}`))).toEqual([]);
  });

  it('and the expressions of the dashboard are PromQL', () => {
    const file = DASHBOARD_EXPRESSIONS.map((expr, index) => ({
      record: `dashboard:${index}`,
      expr: expr.replaceAll('$__rate_interval', '5m').replaceAll(/\$(job|integration)/g, '.*'),
    }));
    const groups = { groups: [{ name: 'dashboard', rules: file }] };
    const folder = mkdtempSync(join(tmpdir(), 'dashboard-'));
    const path = join(folder, 'dashboard.yml');
    writeFileSync(path, JSON.stringify(groups));
    const { status, output } = runTool(promtool, ['check', 'rules', path]);
    rmSync(folder, { recursive: true });
    expect({ status, output }).toMatchObject({ status: 0 });
  });
});
