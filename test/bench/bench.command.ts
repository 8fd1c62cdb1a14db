import { writeFileSync } from 'node:fs';
import { Bench } from './bench';
import { mapInTurn } from './in-turn';
import { chooseCores, describeMachine, pin } from './machine';
import { chooseMeasures } from './measures';
import { parseOptions, USAGE } from './options';
import { Processes } from './processes';
import { toJson, toMarkdown, type Circumstances, type Section } from './report';
import { Workspace } from './workspace';

/** Measures, prints the report, and leaves neither processes nor files behind, however it ends. */
async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  const measures = chooseMeasures(options.only);
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
    const bench = await Bench.prepare(options, cores, processes, workspace);
    const sections = await mapInTurn(measures, async (measure): Promise<Section> => ({
      measure,
      ...(await measure.run(bench)),
    }));
    const circumstances: Circumstances = {
      date: new Date().toISOString(),
      machine: describeMachine(),
      pinned: cores !== undefined,
      generator: bench.load.name,
      options,
    };
    process.stdout.write(toMarkdown(circumstances, sections));
    writeFileSync(options.jsonPath, toJson(circumstances, sections));
    process.stderr.write(`Figures as JSON: ${options.jsonPath}\n`);
  } catch (error) {
    // A measure that loses its processes to the signal fails; that is no news.
    if (!interrupted) throw error;
  } finally {
    await cleanUp();
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n\n${USAGE}`);
  process.exitCode = 1;
});
