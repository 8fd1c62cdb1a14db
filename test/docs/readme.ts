import { integrationsTable, settingsTable } from './generated';

const TABLES = { integrations: integrationsTable, settings: settingsTable } as const;

/** The README with its generated tables renewed, each between a pair of marks. */
export function renewTables(readme: string): string {
  return Object.entries(TABLES).reduce((text, [name, build]) => {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const from = text.indexOf(begin);
    const to = text.indexOf(end);
    if (from < 0 || to < from) throw new Error(`The README lacks the marks of ${name}`);
    return `${text.slice(0, from)}${begin}\n\n${build()}\n\n${text.slice(to)}`;
  }, readme);
}
