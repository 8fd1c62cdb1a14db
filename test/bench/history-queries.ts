import { performance } from 'node:perf_hooks';

const REPEATS = 60;
const WARM_UP = 5;

/** How long a question took, milliseconds. */
export interface Timing {
  readonly name: string;
  readonly bar: string;
  readonly p50: number;
  readonly p95: number;
}

/** Asks a running service over HTTP, one question after the other. */
export async function queryTimes(base: string): Promise<Timing[]> {
  const ids = await incidentIds(base);
  const questions: [name: string, bar: string, path: (index: number) => string][] = [
    ['90-day uptime of all ten', '< 50 ms', () => '/api/integrations/uptime?window=90d'],
    ['24-hour uptime of all ten', '–', () => '/api/integrations/uptime?window=24h'],
    ['30-day uptime of one', '–', () => '/api/integrations/zoom/uptime?window=30d'],
    [
      'one incident page',
      '< 20 ms',
      (index) => `/api/integrations/incidents/${ids[index % ids.length]}`,
    ],
    ['100 incidents', '–', () => '/api/integrations/incidents?limit=100'],
    ['1,000 results', '–', () => '/api/integrations/zoom/history?limit=1000'],
  ];
  const timings: Timing[] = [];
  for (const [name, bar, path] of questions) {
    timings.push({ name, bar, ...(await time(base, path)) });
  }
  return timings;
}

async function incidentIds(base: string): Promise<string[]> {
  const response = await fetch(`${base}/api/integrations/incidents?limit=200`);
  const { incidents } = (await response.json()) as { incidents: { id: string }[] };
  return incidents.map(({ id }) => id);
}

async function time(base: string, path: (index: number) => string) {
  const times: number[] = [];
  for (let index = 0; index < REPEATS + WARM_UP; index += 1) {
    const begin = performance.now();
    const response = await fetch(`${base}${path(index)}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path(index)} answered ${response.status}`);
    if (index >= WARM_UP) times.push(performance.now() - begin);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { p50: sorted[Math.floor(REPEATS / 2)]!, p95: sorted[Math.floor(REPEATS * 0.95)]! };
}
