import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

/** What to measure, and how long. */
export interface Options {
  /** Names of the measures to run; empty: all. */
  readonly only: readonly string[];
  readonly rounds: number;
  /** Length of one load, seconds. */
  readonly seconds: number;
  readonly connections: number;
  /** How long every vendor takes to answer, milliseconds. */
  readonly vendorDelayMs: number;
  /** Starts of each target for the cold start. */
  readonly starts: number;
  /** Requests before resident memory is read. */
  readonly memoryRequests: number;
  /** How long 1,000 integrations are checked, seconds. */
  readonly duration: number;
  readonly generator?: 'wrk' | 'autocannon';
  /** Where the figures go as JSON. */
  readonly jsonPath: string;
}

export const USAGE = `npm run bench -- [options]
  --quick               two short rounds
  --only <names>        only these measures, comma separated
  --rounds <n>          rounds of each comparison (5)
  --seconds <n>         length of one load (3)
  --duration <s>        how long 1,000 integrations are checked (300; 60 when quick)
  --connections <n>     connections of one load (50)
  --delay <ms>          how long every vendor takes to answer (50)
  --generator <name>    wrk or autocannon (wrk when it is on the machine)
  --json <path>         where the figures go as JSON (the temporary folder)
`;

const FULL = { rounds: 5, seconds: 3, starts: 10, memoryRequests: 50_000, duration: 300 };
const QUICK = { rounds: 2, seconds: 1, starts: 3, memoryRequests: 10_000, duration: 60 };

/**
 * Reads the command line.
 * @throws Error with one line that names the option
 */
export function parseOptions(args: readonly string[], now = new Date()): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      quick: { type: 'boolean' },
      only: { type: 'string' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      duration: { type: 'string' },
      connections: { type: 'string' },
      delay: { type: 'string' },
      generator: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const { rounds, seconds, starts, memoryRequests, duration } =
    values.quick === true ? QUICK : FULL;
  const generator = generatorOf(values.generator);
  return {
    only: values.only?.split(',').map((name) => name.trim()) ?? [],
    rounds: whole('rounds', values.rounds, rounds),
    seconds: whole('seconds', values.seconds, seconds),
    connections: whole('connections', values.connections, 50),
    vendorDelayMs: whole('delay', values.delay, 50),
    starts,
    memoryRequests,
    duration: whole('duration', values.duration, duration),
    ...(generator !== undefined && { generator }),
    jsonPath: values.json ?? defaultJsonPath(now),
  };
}

function whole(name: string, given: string | undefined, fallback: number): number {
  const value = given === undefined ? fallback : Number(given);
  if (!Number.isInteger(value) || value < 1) throw new Error(`--${name} must be a whole number`);
  return value;
}

function generatorOf(given: string | undefined): Options['generator'] {
  if (given === undefined || given === 'wrk' || given === 'autocannon') return given;
  throw new Error('--generator must be wrk or autocannon');
}

function defaultJsonPath(now: Date): string {
  const stamp = now.toISOString().replaceAll(/[:.]/g, '-');
  return join(tmpdir(), `integration-health-bench-${stamp}.json`);
}
