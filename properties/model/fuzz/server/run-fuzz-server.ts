import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { inParallel } from '../../../harness/in-parallel.ts';
import { printProgram } from '../engines/print.ts';
import type { Program } from '../engines/program.ts';
import { sequentialProgram, upgradedProgram } from './arbitraries.ts';
import { flawOf } from './flaws.ts';
import { RULES_OF } from '../../../../sim/server/versions/version-rules.ts';
import type { Mode } from './mode.ts';
import { ThreeEngines } from './three-engines.ts';
import { DEFAULT_SERVER_VERSION, SERVER_VERSIONS, type ServerVersion } from '../../../../sim/core/server-version.ts';

const USAGE = `npm run fuzz:server -- [--programs N] [--seed S] [--path P] [--mode MODE] [--server-version ${SERVER_VERSIONS.join('|')}] [--flawed FLAW]
modes: default, always-suspend, protocol-v7, lazy-state

Runs random programs that leave the order of steps no choice on the engines fake and sdk and on a real restate-server:
answers, the journal of every invocation row by row, and state must be equal. Of half of them a next version arrives while an
operation waits, by each route; deployments, failures and pauses must be equal, too. A difference is shrunk and printed with
the seed and the path that repeat it. With --flawed state the model forgets what is written to the state, with --flawed pins
it never pins an invocation, with --flawed scopes an object is the same in every scope (1.8): each must be found. With --server-version 1.8 the installed server has the flags that 1.8 enables by
default, and requests, calls and sends have scopes and limit keys, one slot each.`;

/** Longer than what programs sleep. */
const SUSPENDS_MS = 100;

const MODES: Readonly<Record<string, Omit<Mode, 'limits' | 'version'>>> = {
  default: { real: 'default', model: {}, inactivityMs: SUSPENDS_MS },
  'always-suspend': { real: 'always suspend', model: { inactivityTimeoutMs: 0 }, inactivityMs: 0 },
  'protocol-v7': { real: 'protocol v7', model: { protocolVersion: 7 }, inactivityMs: SUSPENDS_MS },
  'lazy-state': { real: 'lazy state', model: { eagerStateBytes: 1 }, inactivityMs: SUSPENDS_MS },
};

/** In each scope, and for each limit key in it, one thing runs at a time. */
const LIMITS = { '*': 1, '*/*': 1 };

/** Programs that are under way at the same time on the server, which takes its time with each. */
const CONCURRENCY = 8;
/** How often a program is run again alone that differed next to others: a busy machine is late, and late in another way. */
const ALONE = 2;

/** How long a difference is made smaller. */
const SMALLER_MS = 60_000;
/** More than a busy machine brings about. */
const MAX_DIFFERENT = 8;

const status = await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  return 3;
});
// A program that was being made smaller when the time was over goes on, on a server that has ended.
process.exit(status);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      programs: { type: 'string', default: '200' },
      seed: { type: 'string', default: '42' },
      path: { type: 'string' },
      mode: { type: 'string', default: 'default' },
      'server-version': { type: 'string', default: DEFAULT_SERVER_VERSION },
      flawed: { type: 'string', default: 'none' },
      help: { type: 'boolean', default: false },
    },
  });
  const numRuns = Number(values.programs);
  const seed = Number(values.seed);
  const [mode, sabotage] = [MODES[values.mode], flawOf(values.flawed)];
  const version = SERVER_VERSIONS.find((name) => name === values['server-version']);
  const isUsage = values.help || !(numRuns > 0) || !Number.isSafeInteger(seed);
  if (isUsage || mode === undefined || sabotage === undefined || version === undefined) {
    console.error(USAGE);
    return values.help ? 0 : 3;
  }
  // A promise that a program drops may be rejected: for Node a reason to end the process, here of no interest.
  process.on('unhandledRejection', () => {});
  const began = performance.now();
  await using engines = await ThreeEngines.open(
    { ...mode, version, ...(hasScopes(version) && { limits: LIMITS }) },
    sabotage,
  );
  // First many at a time, to see whether any differs; then the first that does alone, to make it smaller.
  const path = values.path ?? (await firstDifferent(seed, numRuns, engines, version));
  const seconds = ((performance.now() - began) / 1_000).toFixed(0);
  console.log(String(engines.upgrades));
  if (path === undefined) {
    console.log(
      `no difference in ${numRuns} programs, ${engines.lines} rows (seed ${seed}, ${values.mode}, ${version}), ${seconds} s`,
    );
    return 0;
  }
  const details = await fc.check(
    fc.asyncProperty(anyProgram(version), async (program) => {
      const difference = await engines.differenceOf(program);
      if (difference !== undefined) throw new Error(difference);
    }),
    { seed, path, numRuns: 1, interruptAfterTimeLimit: SMALLER_MS },
  );
  const [found] = details.counterexample ?? [];
  if (found === undefined) {
    console.log(`program ${path} of seed ${seed} differed, and not when it was run again`);
    return 1;
  }
  const why = details.errorInstance instanceof Error ? details.errorInstance.message : String(details.errorInstance);
  console.log(`${printProgram(found)}\n\n${why}`);
  const again = `npm run fuzz:server -- --seed ${seed} --path ${details.counterexamplePath} --mode ${values.mode}${version === DEFAULT_SERVER_VERSION ? '' : ` --server-version ${version}`}`;
  console.log(`\na difference, shrunk ${details.numShrinks} times; again: ${again}`);
  return 1;
}

function anyProgram(version: ServerVersion): fc.Arbitrary<Program> {
  return fc.oneof(sequentialProgram(hasScopes(version)), upgradedProgram(hasScopes(version)));
}

function hasScopes(version: ServerVersion): boolean {
  return RULES_OF[version].scopes === 'accepted';
}

/** @returns the path of the first program that does not come out the same, also alone */
async function firstDifferent(
  seed: number,
  numRuns: number,
  engines: ThreeEngines,
  version: ServerVersion,
): Promise<string | undefined> {
  const programs = fc.sample(anyProgram(version), { seed, numRuns });
  const different: (readonly [place: number, program: Program])[] = [];
  await inParallel(CONCURRENCY, programs, async (program, place) => {
    if (different.length > MAX_DIFFERENT) return;
    if ((await engines.differenceOf(program)) !== undefined) different.push([place, program]);
    if (place % 100 === 99) console.error(`${place + 1} programs`);
  });
  for (const [place, program] of different.toSorted(([left], [right]) => left - right)) {
    let difference: string | undefined = '';
    for (let run = 0; run < ALONE && difference !== undefined; run++) difference = await engines.differenceOf(program);
    if (difference !== undefined) {
      console.error(`program ${place}, which will be made smaller:\n${difference}`);
      return String(place);
    }
    console.error(`program ${place} differed next to others, and not alone`);
  }
  return undefined;
}
