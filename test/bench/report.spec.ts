import type { Figure } from './measure';
import { toJson, toMarkdown, type Circumstances, type Section } from './report';

const CIRCUMSTANCES: Circumstances = {
  date: '2026-11-23T08:32:25.579Z',
  machine: { cpu: 'A CPU', cores: 2, memoryGiB: 24, system: 'linux 6', node: 'v24.21.0' },
  pinned: true,
  generator: 'wrk',
  options: { rounds: 3, seconds: 1, connections: 50, vendorDelayMs: 50 },
};

const measure = { name: 'rates', title: 'Rates' };

function sectionOf(figure: Partial<Figure>): Section {
  return { measure, figures: [{ name: 'rate', unit: '×', samples: [0.5, 0.7, 0.6], ...figure }] };
}

function markdownOf(section: Section): string {
  return toMarkdown(CIRCUMSTANCES, [section]);
}

it.each<[Partial<Figure>, string]>([
  [{ bar: { atLeast: 0.6 } }, '| rate | 0.60 × | 0.50 to 0.70 | ≥ 0.60 | ok |'],
  [{ bar: { atLeast: 0.61 } }, '| rate | 0.60 × | 0.50 to 0.70 | ≥ 0.61 | **missed** |'],
  [{ bar: { atMost: 0.6 } }, '| rate | 0.60 × | 0.50 to 0.70 | ≤ 0.60 | ok |'],
  [{ bar: { atMost: 0.59 } }, '| rate | 0.60 × | 0.50 to 0.70 | ≤ 0.59 | **missed** |'],
  [{}, '| rate | 0.60 × | 0.50 to 0.70 |  |  |'],
  [{ samples: [0] }, '| rate | 0 × |  |  |  |'],
  [{ note: 'two equal programs' }, '| rate (two equal programs) | 0.60 × | 0.50 to 0.70 |  |  |'],
])('writes %j as one row with the median', (figure, row) => {
  expect(markdownOf(sectionOf(figure)).split('\n')).toContain(row);
});

it('names machine, runtime and circumstances', () => {
  const text = markdownOf(sectionOf({}));
  for (const fact of ['2026-11-23', 'A CPU', '2 cores', 'v24.21.0', 'wrk', '3 rounds of 1 s']) {
    expect(text).toContain(fact);
  }
});

it('says that rates are rough where nothing was pinned', () => {
  expect(toMarkdown({ ...CIRCUMSTANCES, pinned: false }, [])).toContain('Nothing is pinned');
});

it('says why a measure has no figures', () => {
  expect(markdownOf({ measure, figures: [], failure: 'wrk ended' })).toContain(
    '**Failed:** wrk ended',
  );
});

it('gives programs the samples, the median and the judgement', () => {
  const report = JSON.parse(toJson(CIRCUMSTANCES, [sectionOf({ bar: { atLeast: 0.6 } })])) as {
    measures: { figures: object[] }[];
  };
  expect(report.measures[0]!.figures[0]).toEqual({
    name: 'rate',
    unit: '×',
    samples: [0.5, 0.7, 0.6],
    bar: { atLeast: 0.6 },
    value: 0.6,
    ok: true,
  });
});
