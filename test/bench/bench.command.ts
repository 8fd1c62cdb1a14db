import { writeFileSync } from 'node:fs';
import { Bench } from './bench';
import { mapInTurn } from './in-turn';
import { chooseCores, describeMachine, pin } from './machine';
import type { Measure } from './measure';
import { chooseMeasures } from './measures';
import { parseOptions, USAGE } from './options';
import { Processes } from './processes';
import { toJson, toMarkdown, type Circumstances, type Section } from './report';
import { Workspace } from './workspace';

/** Measures, prints the report, and leaves neither processes nor files behind, however it ends. */
async function main(): Promise<void> {
  const { options, measures } = readCommandLine();
  const processes = new Processes();
  const workspace = new Workspace();
  const cleanUp = async () => {
    await processes.close();
    workspace.remove();
  };
  let interrupted = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupted = true;
      void cleanUp().then(() => process.exit(0));
    });
  }
  try {
    const cores = chooseCores();
    if (cores) pin(process.pid, cores.load);
    else process.stderr.write('No taskset or a single core: nothing is pinned\n');
    workspace.prepare();
    const bench = await Bench.prepare(options, cores, processes, workspace);
    const sections = await mapInTurn(measures, (measure) => runMeasure(measure, bench));
    const circumstances: Circumstances = {
      date: new Date().toISOString(),
      machine: describeMachine(),
      pinned: cores !== undefined,
      generator: bench.load.name,
      options,
    };
    if (interrupted) return;
    process.stdout.write(toMarkdown(circumstances, sections));
    writeFileSync(options.jsonPath, toJson(circumstances, sections));
    process.stderr.write(`Figures as JSON: ${options.jsonPath}\n`);
    if (sections.some(({ failure }) => failure !== undefined)) process.exitCode = 1;
  } catch (error) {
    // A measure that loses its processes to the signal fails; that is no news.
    if (!interrupted) throw error;
  } finally {
    await cleanUp();
  }
}

/** A measure that fails leaves the others their figures. */
async function runMeasure(measure: Measure, bench: Bench): Promise<Section> {
  try {
    return { measure, ...(await measure.run(bench)) };
  } catch (error) {
    return { measure, figures: [], failure: (error as Error).message };
  }
}

function readCommandLine() {
  try {
    const options = parseOptions(process.argv.slice(2));
    return { options, measures: chooseMeasures(options.only) };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${USAGE}`, { cause: error });
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
