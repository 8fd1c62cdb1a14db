import { fetchMany, fetchOnce } from './http-client';
import { mapInTurn } from './in-turn';
import { HEADERS } from './targets';

const REPEATS = 60;
/** The start is measured by itself: first checks and compilers are done before queries are timed. */
const WARM_UP = 30;
const INCIDENTS = '/api/integrations/incidents';

/** How long the answers to a question took, milliseconds. */
export interface Timing {
  readonly question: string;
  /** What the 95th percentile must not exceed, milliseconds. */
  readonly limitMs?: number;
  readonly times: readonly number[];
}

interface Question extends Omit<Timing, 'times'> {
  readonly path: (repeat: number) => string;
}

/** Asks a running service over HTTP, one question after the other. */
export async function queryTimes(base: string): Promise<Timing[]> {
  await fetchOnce(`${base}/api/integrations/health`, HEADERS);
  const ids = await incidentIds(base);
  const questions: Question[] = [
    {
      question: '90-day uptime of all ten',
      limitMs: 50,
      path: () => '/api/integrations/uptime?window=90d',
    },
    {
      question: 'one incident page',
      limitMs: 20,
      path: (repeat) => `${INCIDENTS}/${ids[repeat % ids.length]}`,
    },
    {
      question: '24-hour uptime of all ten',
      path: () => '/api/integrations/uptime?window=24h',
    },
    { question: '30-day uptime of one', path: () => '/api/integrations/zoom/uptime?window=30d' },
    { question: '100 incidents', path: () => `${INCIDENTS}?limit=100` },
    { question: '1,000 results', path: () => '/api/integrations/zoom/history?limit=1000' },
    { question: '24 h of latencies', path: () => '/api/integrations/zoom/latency?window=24h' },
    { question: '30 days of latencies', path: () => '/api/integrations/zoom/latency?window=30d' },
  ];
  return mapInTurn(questions, async ({ path, ...question }) => {
    await fetchMany([base + path(0)], HEADERS, WARM_UP, 1);
    const repeats = Array.from({ length: REPEATS }, (_, repeat) => base + path(repeat));
    return { ...question, times: await mapInTurn(repeats, time) };
  });
}

async function incidentIds(base: string): Promise<string[]> {
  const { body } = await fetchOnce(`${base}${INCIDENTS}?limit=200`, HEADERS);
  const { incidents } = JSON.parse(body) as { incidents: { id: string }[] };
  return incidents.map(({ id }) => id);
}

async function time(url: string): Promise<number> {
  const { status, elapsedMs } = await fetchOnce(url, HEADERS);
  if (status !== 200) throw new Error(`${url} answered ${status}`);
  return elapsedMs;
}
