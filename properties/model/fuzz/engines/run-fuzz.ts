import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import type { Engine } from '../../../../sim/attempt/attempt.ts';
import { FakeEngine } from '../../../../sim/attempt/fake/engine.ts';
import type { RunResult } from '../../../../sim/simulation/run/run-plan.ts';
import { loadSdkEngine } from '../../../../sim/attempt/sdk/engine.ts';
import { program } from './arbitraries.ts';
import { comparePrograms } from './compare-programs.ts';
import { HastyEngine } from './hasty-engine.ts';
import { MuteEngine } from './mute-engine.ts';
import { printProgram } from './print.ts';
import type { Program } from './program.ts';
import { UpgradeTally } from './upgrade-tally.ts';

const USAGE = `npm run fuzz:engines -- [--programs N] [--seed S] [--path P] [--against internal|public|flawed|mute]

Runs random handler programs on the engine fake and against it on the engine sdk, entered internally or by its public
entry; their traces, and what the engines remark about user code, must be equal. Programs misuse the context in every way
that properties/model/engines/misuse lists. In half of them another version is deployed meanwhile, by each route. A difference is
shrunk and printed with the seed and the path that repeat it. Against an engine with a flaw, that flaw must be found.`;

const PROGRESS_EVERY = 1_000;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      against: { type: 'string', default: 'internal' },
      help: { type: 'boolean', default: false },
    },
  });
  const numRuns = Number(values.programs);
  const seed = Number(values.seed);
  const rival = await rivalOf(values.against);
  if (values.help || !(numRuns > 0) || !Number.isSafeInteger(seed) || rival === undefined) {
    console.error(USAGE);
    return values.help ? 0 : 2;
  }
  // A promise that a program drops may be rejected: for Node a reason to end the process, here of no interest.
  process.on('unhandledRejection', () => {});
  const pair = { fake: new FakeEngine(), sdk: rival };
  const upgrades = new UpgradeTally();
  const tally = { programs: 0, events: 0, invocations: 0, began: performance.now() };
  const details = await fc.check(
    fc.asyncProperty(program(), async (tried) => {
      const { difference, fake } = await comparePrograms(pair, tried);
      tally.programs++;
      tally.events += fake.events.length;
      tally.invocations += fake.invocations;
      countUpgrade(upgrades, tried, fake);
      if (tally.programs % PROGRESS_EVERY === 0) console.error(progress(tally));
      if (difference !== undefined) throw new Error(difference);
    }),
    { seed, numRuns, ...(values.path === undefined ? {} : { path: values.path }) },
  );
  console.log(progress(tally));
  console.log(String(upgrades));
  if (!details.failed) {
    console.log(`no difference in ${details.numRuns} programs (seed ${seed})`);
    return 0;
  }
  const [found] = details.counterexample ?? [];
  if (found !== undefined) console.log(`${printProgram(found)}\n\n${String(details.errorInstance)}`);
  const against = values.against === 'internal' ? '' : ` --against ${values.against}`;
  const again = `npm run fuzz:engines -- --seed ${seed} --path ${details.counterexamplePath}${against}`;
  console.log(`\na difference, shrunk ${details.numShrinks} times; again: ${again}`);
  return 1;
}

async function rivalOf(against: string): Promise<Engine | undefined> {
  switch (against) {
    case 'internal':
    case 'public':
      return loadSdkEngine(against);
    case 'flawed':
      return new HastyEngine();
    case 'mute':
      return new MuteEngine();
    default:
      return undefined;
  }
}

/** An upgrade that has not come about counts nowhere. */
function countUpgrade(upgrades: UpgradeTally, program: Program, { events }: RunResult): void {
  const deployed = events.findIndex(({ type }) => type === 'deployed');
  if (deployed === -1) return;
  upgrades.add(
    program,
    events.slice(deployed).some((event) => event.type === 'attempt failed' && event.mismatch !== undefined),
  );
}

interface Tally {
  readonly programs: number;
  readonly events: number;
  readonly invocations: number;
  readonly began: number;
}

function progress({ programs, events, invocations, began }: Tally): string {
  const seconds = (performance.now() - began) / 1_000;
  return `${programs} programs, ${invocations} invocations, ${events} events, ${seconds.toFixed(0)} s`;
}
