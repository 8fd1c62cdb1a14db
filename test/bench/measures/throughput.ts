import type { Bench, Running } from '../bench';
import { inTurn, mapInTurn } from '../in-turn';
import type { Bar, Figure, Measure, Table } from '../measure';
import { format, median, ratios } from '../statistics';
import { TARGETS, type Page } from '../targets';
import { measureAlone, measureRatio, warmUp, type CostedLoad, type Subject } from './comparison';

/** A target by name; the twin is a second process of the constant route. */
type Name = 'ours' | 'constant' | 'stock' | 'cached' | 'http' | 'twin';
type Choice = readonly [name: Name, page: Page];

const CAST = [
  ['ours', TARGETS.ours],
  ['constant', TARGETS.constant],
  ['stock', TARGETS.stock],
  ['cached', TARGETS.cached],
  ['http', TARGETS.http],
  ['twin', TARGETS.constant],
] as const;

/** Loaded alone in every round, for the raw rates. */
const ALONE: readonly Choice[] = [
  ['http', 'service'],
  ['constant', 'service'],
  ['constant', 'overview'],
  ['ours', 'service'],
  ['ours', 'overview'],
  ['ours', 'configuration'],
  ['cached', 'service'],
  ['cached', 'overview'],
  ['stock', 'service'],
  ['stock', 'overview'],
];

interface Comparison {
  readonly name: string;
  readonly first: Choice;
  readonly second: Choice;
  readonly bar?: Bar;
  readonly note?: string;
}

/** Less than 5 % is no difference. */
const NOT_SLOWER: Bar = { atLeast: 0.95 };

/** Loaded in the same seconds in every round; processor time per request of one by the other. */
const TOGETHER: readonly Comparison[] = [
  {
    name: "one service's health ÷ constant route",
    first: ['ours', 'service'],
    second: ['constant', 'service'],
    bar: { atLeast: 0.6 },
  },
  {
    name: 'overview of ten ÷ constant route',
    first: ['ours', 'overview'],
    second: ['constant', 'service'],
    bar: { atLeast: 0.5 },
  },
  {
    name: "overview of ten ÷ constant route of the overview's size",
    first: ['ours', 'overview'],
    second: ['constant', 'overview'],
  },
  {
    name: 'configuration report ÷ constant route',
    first: ['ours', 'configuration'],
    second: ['constant', 'service'],
  },
  {
    name: "one service's health ÷ Terminus with its 30 s cache",
    first: ['ours', 'service'],
    second: ['cached', 'service'],
    bar: NOT_SLOWER,
  },
  {
    name: 'overview of ten ÷ Terminus with its 30 s cache',
    first: ['ours', 'overview'],
    second: ['cached', 'overview'],
    bar: NOT_SLOWER,
  },
  {
    name: "one service's health ÷ stock Terminus",
    first: ['ours', 'service'],
    second: ['stock', 'service'],
  },
  {
    name: 'overview of ten ÷ stock Terminus',
    first: ['ours', 'overview'],
    second: ['stock', 'overview'],
  },
  {
    name: 'constant route ÷ node:http',
    first: ['constant', 'service'],
    second: ['http', 'service'],
  },
  {
    name: 'constant route ÷ its twin',
    first: ['constant', 'service'],
    second: ['twin', 'service'],
    note: 'two equal programs: how far from 1 the noise of this run goes',
  },
];

/** What one round found, in the order of {@link ALONE} and {@link TOGETHER}. */
interface Round {
  readonly alone: readonly CostedLoad[];
  readonly quotients: readonly number[];
}

/** Rates, latencies and processor time of the pages, beside what people would otherwise use. */
export const throughput: Measure = {
  name: 'throughput',
  title: 'Requests per second and latency',
  async run(bench) {
    const running = await mapInTurn(CAST, async ([name, target]): Promise<[Name, Running]> => [
      name,
      await bench.start(target),
    ]);
    const cast = new Map(running);
    const subject = ([name, page]: Choice): Subject => ({ target: cast.get(name)!, page });
    bench.say('throughput: warming up');
    await warmUp(bench, [...ALONE, ['twin', 'service'] as const].map(subject));
    const rounds = await inTurn(bench.options.rounds, (round) => {
      bench.say(`throughput: round ${round} of ${bench.options.rounds}`);
      return runRound(bench, subject);
    });
    await Promise.all(running.map(([, target]) => target.stop()));
    return { figures: [...quotientFigures(rounds), ...rawFigures(rounds)], table: table(rounds) };
  },
};

async function runRound(bench: Bench, subject: (choice: Choice) => Subject): Promise<Round> {
  return {
    alone: await mapInTurn(ALONE, (choice) => measureAlone(bench, subject(choice))),
    quotients: await mapInTurn(TOGETHER, ({ first, second }) =>
      measureRatio(bench, subject(first), subject(second)),
    ),
  };
}

function quotientFigures(rounds: readonly Round[]): Figure[] {
  return TOGETHER.map(({ name, bar, note }, index) => ({
    name: `${name} (processor time)`,
    unit: '×',
    samples: rounds.map(({ quotients }) => quotients[index]!),
    ...(bar && { bar }),
    ...(note !== undefined && { note }),
  }));
}

function rawFigures(rounds: readonly Round[]): Figure[] {
  const rate = (...choice: Choice) => loadsOf(rounds, choice).map(({ perSecond }) => perSecond);
  const p99 = (...choice: Choice) => loadsOf(rounds, choice).map((load) => load.p99);
  const constant = p99('constant', 'service');
  const latency = (name: string, page: Page): Figure[] => [
    {
      name: `${name}, p99 ÷ the constant route's`,
      unit: '×',
      samples: ratios(p99('ours', page), constant),
      bar: { atMost: 2 },
    },
    { name: `${name}, p99`, unit: 'ms', samples: p99('ours', page), bar: { atMost: 10 } },
  ];
  return [
    {
      name: 'overview of ten ÷ stock Terminus, requests/s',
      unit: '×',
      samples: ratios(rate('ours', 'overview'), rate('stock', 'overview')),
      bar: { atLeast: 30 },
    },
    {
      name: "one service's health ÷ stock Terminus, requests/s",
      unit: '×',
      samples: ratios(rate('ours', 'service'), rate('stock', 'service')),
      note: "a single ping; its rate is the connections divided by the vendor's delay",
    },
    ...latency("one service's health", 'service'),
    ...latency('overview of ten', 'overview'),
    ...latency('configuration report', 'configuration').slice(1),
  ];
}

function loadsOf(rounds: readonly Round[], [name, page]: Choice): CostedLoad[] {
  const index = ALONE.findIndex((choice) => choice[0] === name && choice[1] === page);
  return rounds.map(({ alone }) => alone[index]!);
}

function table(rounds: readonly Round[]): Table {
  const labels = new Map<Name, string>(CAST.map(([name, { label }]) => [name, label]));
  const rows = ALONE.map((choice) => {
    const loads = loadsOf(rounds, choice);
    const middle = (value: (load: CostedLoad) => number) => format(median(loads.map(value)));
    return [
      labels.get(choice[0])!,
      choice[1],
      middle(({ perSecond }) => perSecond),
      middle(({ p50 }) => p50),
      middle(({ p99 }) => p99),
      middle(({ cpuPerRequest }) => cpuPerRequest),
      `${Math.round(100 * median(loads.map(({ busy }) => busy)))} %`,
    ];
  });
  return {
    columns: ['target', 'page', 'requests/s', 'p50 ms', 'p99 ms', 'CPU µs/request', 'core busy'],
    rows,
  };
}
