import type { Machine } from './machine';
import { reaches, type Bar, type Figure, type Findings, type Measure, type Table } from './measure';
import type { Options } from './options';
import { format, median, spread } from './statistics';

/** A measure and what it found. */
export interface Section extends Findings {
  readonly measure: Pick<Measure, 'name' | 'title'>;
  /** Why there are no figures. */
  readonly failure?: string;
}

/** Under which circumstances the figures came about. */
export interface Circumstances {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly pinned: boolean;
  readonly generator: string;
  readonly options: Pick<Options, 'rounds' | 'seconds' | 'connections' | 'vendorDelayMs'>;
}

/** The report for people. */
export function toMarkdown(circumstances: Circumstances, sections: readonly Section[]): string {
  return [introduction(circumstances), ...sections.map(sectionText)].join('\n\n') + '\n';
}

/** The report for programs. */
export function toJson(circumstances: Circumstances, sections: readonly Section[]): string {
  const measures = sections.map(({ measure, figures, table, failure }) => ({
    name: measure.name,
    figures: figures.map((figure) => ({ ...figure, ...judged(figure) })),
    ...(table && { table }),
    ...(failure !== undefined && { failure }),
  }));
  return JSON.stringify({ ...circumstances, measures }, undefined, 2);
}

function introduction({ date, machine, pinned, generator, options }: Circumstances): string {
  const { cpu, cores, memoryGiB, system, node } = machine;
  const { rounds, seconds, connections, vendorDelayMs } = options;
  return [
    `# Bench of ${date.slice(0, 10)}`,
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}. ` +
      `Load by ${generator}: ${connections} connections, ${rounds} rounds of ${seconds} s; ` +
      `vendors of ${vendorDelayMs} ms. ` +
      (pinned
        ? 'Target and load generator on a core of their own.'
        : 'Nothing is pinned to a core here: rates and ratios are rough.'),
    'Medians with the smallest and largest round. "Processor time" is CPU time per request of the ' +
      'second divided by that of the first, loaded in the same seconds on the same core: it holds ' +
      'still where raw rates drift. Differences under 5 % are none.',
  ].join('\n\n');
}

function sectionText({ measure, figures, table, failure }: Section): string {
  if (failure !== undefined) return `## ${measure.title}\n\n**Failed:** ${failure}`;
  const rows = figures.map((figure) => {
    const { value, ok } = judged(figure);
    const [min, max] = spread(figure.samples);
    return [
      figure.note === undefined ? figure.name : `${figure.name} (${figure.note})`,
      `${format(value)} ${figure.unit}`,
      figure.samples.length > 1 ? `${format(min)} to ${format(max)}` : '',
      barText(figure.bar),
      ok === undefined ? '' : ok ? 'ok' : '**missed**',
    ];
  });
  const summary = tableText({ columns: ['measure', 'median', 'spread', 'bar', ''], rows });
  return [`## ${measure.title}`, summary, ...(table ? [tableText(table)] : [])].join('\n\n');
}

function judged({ samples, bar }: Figure): { value: number; ok?: boolean } {
  const value = median(samples);
  return { value, ...(bar && { ok: reaches(value, bar) }) };
}

function barText(bar: Bar | undefined): string {
  if (bar === undefined) return '';
  return 'atLeast' in bar ? `≥ ${format(bar.atLeast)}` : `≤ ${format(bar.atMost)}`;
}

function tableText({ columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
