import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { loadSdkEngine } from '../../../sim/attempt/sdk/engine.ts';
import { FakeEngine } from '../../../sim/attempt/fake/engine.ts';
import { compare, type Pair } from '../../engines/compare.ts';
import { program } from './arbitraries.ts';
import { printProgram } from './print.ts';
import type { Program } from './program.ts';
import { LIMITS, planOf, scenarioOf, serverFor } from './world.ts';

const USAGE = `npm run fuzz:engines -- [--programs N] [--seed S] [--path P] [--entry internal|public]

Runs random handler programs on the engines fake and sdk; their traces must be equal. A difference is shrunk and printed
with the seed and the path that repeat it.`;

const PROGRESS_EVERY = 1_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      entry: { type: 'string', default: 'internal' },
      help: { type: 'boolean', default: false },
    },
  });
  const numRuns = Number(values.programs);
  const seed = Number(values.seed);
  if (values.help || !(numRuns > 0) || !Number.isSafeInteger(seed) || !isEntry(values.entry)) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  const pair = { fake: new FakeEngine(), sdk: await loadSdkEngine(values.entry) };
  // A promise that a program drops may be rejected: for Node a reason to end the process, here of no interest.
  process.on('unhandledRejection', () => {});
  const tally = { programs: 0, events: 0, invocations: 0, began: performance.now() };
  const details = await fc.check(
    fc.asyncProperty(program(), async (tried) => {
      const { difference, fake } = await run(pair, tried);
      tally.programs++;
      tally.events += fake.events.length;
      tally.invocations += fake.invocations;
      if (tally.programs % PROGRESS_EVERY === 0) console.error(progress(tally));
      if (difference !== undefined) throw new Error(difference);
    }),
    { seed, numRuns, ...(values.path === undefined ? {} : { path: values.path }) },
  );
  console.log(progress(tally));
  if (!details.failed) {
    console.log(`no difference in ${details.numRuns} programs (seed ${seed})`);
    return 0;
  }
  const [found] = details.counterexample ?? [];
  if (found !== undefined) console.log(`${printProgram(found)}\n\n${String(details.errorInstance)}`);
  console.log(`\nshrunk ${details.numShrinks} times; again: npm run fuzz:engines -- --seed ${seed} --path ${details.counterexamplePath}`);
  return 1;
}

function run(pair: Pair, tried: Program): ReturnType<typeof compare> {
  return compare(pair, scenarioOf(tried), planOf(tried), { limits: LIMITS, serverOptions: serverFor(tried) });
}

function isEntry(entry: string): entry is 'internal' | 'public' {
  return entry === 'internal' || entry === 'public';
}

function progress({ programs, events, invocations, began }: { programs: number; events: number; invocations: number; began: number }): string {
  const seconds = (performance.now() - began) / 1_000;
  return `${programs} programs, ${invocations} invocations, ${events} events, ${seconds.toFixed(0)} s`;
}
