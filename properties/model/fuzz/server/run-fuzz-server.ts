import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { inParallel } from '../../../harness/in-parallel.ts';
import { loadEngine } from '../../../../sim/attempt/engines.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import type { Server } from '../../../../sim/server/server.ts';
import type { ServerMode } from '../../../../sim/real-server/room.ts';
import { printProgram } from '../engines/print.ts';
import type { Program } from '../engines/program.ts';
import { sequentialProgram } from './arbitraries.ts';
import { ProgramServer } from './on-server.ts';
import { onSimulator } from './on-simulator.ts';
import { linesOf, type Outcome } from './outcome.ts';

const USAGE = `npm run fuzz:server -- [--programs N] [--seed S] [--path P] [--mode MODE] [--flawed]
modes: default, always-suspend, protocol-v7, lazy-state

Runs random programs that leave the order of steps no choice on the engines fake and sdk and on a real restate-server:
answers, the journal of every invocation row by row, and state must be equal. A difference is shrunk and printed with the
seed and the path that repeat it. With --flawed the model forgets what is written to the state, which must be found.`;

/** How the modelled server is set up where the real one is. */
const MODES: Readonly<Record<string, { readonly real: ServerMode; readonly model: Partial<ServerOptions> }>> = {
  default: { real: 'default', model: {} },
  'always-suspend': { real: 'always suspend', model: { inactivityTimeoutMs: 0 } },
  'protocol-v7': { real: 'protocol v7', model: { protocolVersion: 7 } },
  'lazy-state': { real: 'lazy state', model: { eagerStateBytes: 1 } },
};

/** Programs that are under way at the same time on the server, which takes its time with each. */
const CONCURRENCY = 8;

/** Lines that are shown before a difference. */
const BEFORE = 6;

process.exitCode = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 3;
});

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      mode: { type: 'string', default: 'default' },
      flawed: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const numRuns = Number(values.programs);
  const seed = Number(values.seed);
  const mode = MODES[values.mode];
  if (values.help || !(numRuns > 0) || !Number.isSafeInteger(seed) || mode === undefined) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  // A promise that a program drops may be rejected: for Node a reason to end the process, here of no interest.
  process.on('unhandledRejection', () => {});
  const model = mode.model;
  const sabotage = values.flawed ? forgetsState : undefined;
  const began = performance.now();
  const engines = { fake: await loadEngine('fake'), sdk: await loadEngine('sdk') };
  await using server = await ProgramServer.open(mode.real);
  let tags = 0;
  const rows = { count: 0 };
  let simulating = Promise.resolve();
  const differenceOf = async (program: Program): Promise<string | undefined> => {
    const tag = `p${++tags}`;
    const real = server.run(program, tag);
    real.catch(() => undefined);
    // An engine moves one world at a time.
    const before = simulating;
    const mine = Promise.withResolvers<void>();
    simulating = mine.promise;
    await before;
    const fake = await reportOf(onSimulator(engines.fake, program, tag, model, sabotage));
    const sdk = await reportOf(onSimulator(engines.sdk, program, tag, model, sabotage));
    mine.resolve();
    const outcomes = { fake, sdk, server: await reportOf(real) };
    rows.count += outcomes.server.length;
    return partOf(outcomes);
  };
  // First many at a time, to see whether any differs; then the first that does alone, to make it smaller.
  const path = values.path ?? (await firstDifferent(seed, numRuns, differenceOf));
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  if (path === undefined) {
    console.log(
      `no difference in ${numRuns} programs, ${rows.count} rows (seed ${seed}, ${values.mode}), ${seconds} s`,
    );
    return 0;
  }
  const details = await fc.check(
    fc.asyncProperty(sequentialProgram(), async (program) => {
      const difference = await differenceOf(program);
      if (difference !== undefined) throw new Error(difference);
    }),
    { seed, path, numRuns: 1 },
  );
  const [found] = details.counterexample ?? [];
  if (found === undefined) {
    console.log(`program ${path} of seed ${seed} differed once, and not when it was run again`);
    return 1;
  }
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  console.log(`${printProgram(found)}\n\n${why}`);
  const again = `npm run fuzz:server -- --seed ${seed} --path ${details.counterexamplePath} --mode ${values.mode}`;
  console.log(`\na difference, shrunk ${details.numShrinks} times; again: ${again}`);
  return 1;
}

/** @returns the path of the first program that does not come out the same */
async function firstDifferent(
  seed: number,
  numRuns: number,
  differenceOf: (program: Program) => Promise<string | undefined>,
): Promise<string | undefined> {
  const programs = fc.sample(sequentialProgram(), { seed, numRuns });
  const different: number[] = [];
  await inParallel(CONCURRENCY, programs, async (program, place) => {
    if (different.length > 0) return;
    if ((await differenceOf(program)) !== undefined) different.push(place);
    if (place % 100 === 99) console.error(`${place + 1} programs`);
  });
  return different.length === 0 ? undefined : String(Math.min(...different));
}

/** A flaw of the model: nothing that a handler writes is kept. */
function forgetsState({ commands }: Server): void {
  const apply = commands.apply.bind(commands);
  commands.apply = (stream, entry, command) => {
    if (command.type !== 'SetState') apply(stream, entry, command);
  };
}

/** A program that does not end is reported as well. */
async function reportOf(outcome: Promise<Outcome>): Promise<readonly string[]> {
  try {
    return linesOf(await outcome);
  } catch (error) {
    return [`no outcome: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** @returns where the lines part, with a few before; undefined when they do not */
function partOf(outcomes: Readonly<Record<string, readonly string[]>>): string | undefined {
  const [[, first], ...others] = Object.entries(outcomes) as [
    [string, readonly string[]],
    ...[string, readonly string[]][],
  ];
  const lengths = Object.values(outcomes).map(({ length }) => length);
  for (let at = 0; at < Math.max(...lengths); at++) {
    if (others.every(([, lines]) => lines[at] === first[at])) continue;
    const before = first.slice(Math.max(0, at - BEFORE), at).map((line) => `          ${line}`);
    const last = Object.entries(outcomes).map(([name, lines]) => `${name.padEnd(8)}> ${lines[at] ?? 'ends here'}`);
    return ['the engines differ:', ...before, ...last].join('\n');
  }
  return undefined;
}
