/**
 * Goal: each option works with each other one, or the two are refused in one sentence. Method: all pairs of the options of
 * each command, as they are declared for the parser. A pair that is accepted is run, and each option has to show its effect.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { UsageError } from '../../../sim/core/errors.ts';
import { runCommand } from '../../../sim/cli/command.ts';
import { OPTIONS, type CommandName, type Values } from '../../../sim/cli/declared-options.ts';
import { flagOf } from '../../../sim/cli/option-rules.ts';
import { parseCommand } from '../../../sim/cli/parse-command.ts';
import { scenarios } from './two-small-scenarios.ts';

type Name = keyof Values;

/** What a run of the command left behind. */
interface Left {
  readonly out: string;
  /** Runs of each scenario. */
  readonly runs: readonly number[];
  readonly file: (name: string) => string;
  /** What it prints without the option. */
  readonly without: string;
}

interface Sample {
  readonly value: string;
  /** What the option brings about in a run of the command. Absent where a run of the simulator cannot show it. */
  readonly shows?: (left: Left) => boolean;
}

/** Without a budget of its own, a run of the command gets this one. */
const FEW = 15;
const SAMPLES: { readonly [Option in Name]-?: Sample } = {
  scenario: { value: 'pair one', shows: ({ runs }) => runs.length === 1 },
  hints: { value: 'my.hints.json' },
  config: { value: 'my.config.json', shows: ({ out }) => /config .*my\.config\.json \((watchdog|horizon)/s.test(out) },
  // There is none in the working directory.
  noConfig: { value: '', shows: ({ out, without }) => out === without },
  seed: { value: '8', shows: ({ out }) => out.includes('seed 8,') },
  runs: { value: '5', shows: ({ runs }) => runs.every((count) => count <= 5) },
  // It ends a search that has no other end.
  time: { value: '30ms', shows: ({ runs }) => runs.every((count) => count < 100_000) },
  enough: { value: '2', shows: ({ runs }) => runs.every((count) => count < FEW) },
  // Nothing is found here; properties/search/keep-going.test.ts shows the effect.
  keepGoing: { value: '', shows: ({ out, without }) => out === without },
  strategy: { value: 'exhaustive', shows: ({ out }) => /explored|worlds/.test(out) },
  bounds: { value: 'troubles=0,preemptions=0', shows: ({ out, without }) => out !== without },
  path: { value: '3', shows: ({ runs }) => runs.every((count) => count === 1) },
  // The result does not depend on it.
  workers: { value: '2', shows: ({ out, without }) => out === without },
  shard: { value: '2/2', shows: ({ out, without }) => out !== without },
  engine: { value: 'sdk', shows: ({ out }) => out.includes('engine sdk') },
  serverMode: { value: 'lazy-state' },
  // Nothing here differs between the versions; the conformance cases show the effect.
  serverVersion: { value: '1.8', shows: ({ out, without }) => out === without },
  // No job here schedules itself; properties/search/horizon shows the effect.
  horizon: { value: '30d', shows: ({ out, without }) => out === without },
  // They are for files, which this program has none of; properties/faces/upgrade shows their effects.
  upgradeTo: { value: 'next.ts' },
  how: { value: 'new' },
  accept: { value: 'accepted.json' },
  // It is for files, which this program has none of; properties/faces/walls/allow/allow-command.deep.test.ts shows the effect.
  allow: { value: 'network' },
  // Nothing here runs for long.
  watchdog: { value: '30s', shows: ({ out, without }) => out === without },
  until: { value: '3' },
  // They are about a server, or journals of one; properties/faces/journals shows their effects.
  admin: { value: 'http://localhost:9070' },
  tokenFile: { value: 'token.txt' },
  invocation: { value: `inv_1${'0'.repeat(33)}` },
  service: { value: 'Order' },
  status: { value: 'in-flight' },
  deployment: { value: 'dp_1' },
  limit: { value: '5' },
  redact: { value: 'all' },
  at: { value: 'end' },
  update: { value: '' },
  out: { value: 'out.html' },
  to: { value: 'kept' },
  report: { value: 'page.html', shows: ({ file }) => file('page.html').includes('<html') },
  json: { value: 'result.json', shows: ({ file }) => JSON.parse(file('result.json')) !== undefined },
  junit: { value: 'junit.xml', shows: ({ file }) => file('junit.xml').includes('<testsuite') },
  // It counts in files, which this program has none of; coverage.deep.test.ts shows the effect.
  coverage: { value: '' },
  // It ends by a signal; watch.deep.test.ts shows the effect.
  watch: { value: '' },
  verbose: { value: '', shows: ({ out }) => out.includes('coverage:') },
};

const names = Object.keys(OPTIONS) as Name[];
const commands: readonly CommandName[] = [
  'run',
  'upgrade',
  'versions',
  'replay',
  'report',
  'promote',
  'list',
  'journals',
  'replay-journals',
  'judge-journals',
];

function wordsOf(name: Name, folder = ''): readonly string[] {
  const { value } = SAMPLES[name];
  if (value === '') return [flagOf(name)];
  return [flagOf(name), /\.[a-z]/.test(value) ? join(folder, value) : value];
}

function pairsOf(command: CommandName): readonly (readonly [Name, Name])[] {
  const own = names.filter((name) => OPTIONS[name].commands.includes(command));
  return own.flatMap((one, index) => own.slice(index + 1).map((other) => [one, other] as const));
}

/** @returns why the options are refused; undefined when they are accepted */
function refused(command: CommandName, ...given: readonly Name[]): string | undefined {
  const words: Partial<Record<CommandName, readonly string[]>> = {
    upgrade: ['old.ts', 'new.ts'],
    replay: ['finding.json'],
    report: ['finding.json'],
    promote: ['finding.json'],
    journals: ['export'],
    'replay-journals': ['journals.jsonl'],
    'judge-journals': ['journals.jsonl'],
  };
  try {
    parseCommand([command, ...(words[command] ?? []), ...given.flatMap((name) => wordsOf(name))], FORM);
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

const FORM = { name: 'npm run sim --', version: '0', hasScenarios: true } as const;

describe.each(commands)('the options of %s', (command) => {
  it('are refused in one sentence where they are refused', () => {
    const all = [
      ...pairsOf(command).map((pair) => refused(command, ...pair)),
      ...names.map((name) => refused(command, name)),
    ];
    const sentences = all.filter((text) => text !== undefined);
    for (const text of sentences) expect(text).toMatch(/^[^\n]{10,160}[.]$/);
  });

  it('belong to it, or are refused', () => {
    const others = names.filter((name) => !OPTIONS[name].commands.includes(command));
    for (const name of others) expect(refused(command, name)).toContain(`\`${command}\` has no option ${flagOf(name)}`);
  });
});

it('refuses a pair when, and only when, one is about what the other leaves no room for', () => {
  const together = pairsOf('run').filter(([one, other]) => {
    const alone = [refused('run', one), refused('run', other)];
    return alone.every((text) => text === undefined) && refused('run', one, other) !== undefined;
  });
  expect(together).toEqual([
    ['config', 'noConfig'],
    ['workers', 'coverage'],
  ]);
  const needed = names.filter((name) => OPTIONS[name].commands.includes('run') && refused('run', name) !== undefined);
  expect(needed).toEqual(['how', 'bounds', 'path', 'serverMode']);
});

describe('an accepted pair of options of run', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'restate-sim-pairs-'));
  });
  // Always the same folder, as its name is printed.
  beforeEach(() => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'my.config.json'), '{ "watchdog": "30s", "horizon": "30d" }');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What the command prints without one of two options, which is the same for each other one. */
  const known = new Map<string, string>();
  async function printedOnce(given: readonly Name[]): Promise<string> {
    const before = known.get(given.join(' '));
    const out = before ?? (await printed(given));
    known.set(given.join(' '), out);
    return out;
  }

  /** @returns what the command prints, without the time that it took */
  async function printed(given: readonly Name[]): Promise<string> {
    let out = '';
    const streams = [
      vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
        out += String(text);
        return true;
      }),
      vi.spyOn(process.stderr, 'write').mockImplementation(() => true),
    ];
    const has = (...wanted: readonly Name[]): boolean => wanted.some((name) => given.includes(name));
    const args = [
      ...given.flatMap((name) => wordsOf(name, folder)),
      ...(has('seed') ? [] : ['--seed', '7']),
      ...(has('runs', 'time', 'path') ? [] : ['--runs', String(FEW)]),
    ];
    // With a module, the first run is repeated in a worker, which takes longer than all the rest.
    const status = await runCommand(scenarios, args, has('workers') ? MODULE : undefined);
    for (const stream of streams) stream.mockRestore();
    // A short budget of time leaves invariants unexercised.
    expect(status).toBe(has('time') && status === 2 ? 2 : 0);
    return out
      .replace(/\n.* of virtual time in .*/, '')
      .replace(/\n +. services keep no state outside Restate .*/g, '');
  }

  /** Options that mean nothing alone get the one that they need. */
  const NEEDED: Partial<Record<Name, readonly Name[]>> = { path: ['seed'], bounds: ['strategy'] };
  const accepted = pairsOf('run')
    .filter((pair) => pair.every((name) => SAMPLES[name].shows !== undefined))
    .map((pair) => [...new Set(pair.flatMap((name) => [...(NEEDED[name] ?? []), name]))])
    .filter((given) => refused('run', ...given) === undefined);
  const sampled = depth({ slice: accepted.filter((_pair, index) => index % 40 === 1), deep: accepted });

  it.each(sampled.map((given) => [given.map((name) => flagOf(name)).join(' '), given] as const))(
    'shows the effect of each: %s',
    async (_title, given) => {
      const out = await printed(given);
      const runs = [...out.matchAll(/\((\d+) runs?, /g)].map(([, count]) => Number(count));
      const file = (path: string): string => readFileSync(join(folder, path), 'utf8');
      for (const name of given) {
        // How far a budget of time goes differs from run to run.
        if (given.includes('time') && COMPARED.has(name)) continue;
        const others = given.filter((other) => other !== name && NEEDED[other]?.includes(name) !== true);
        const without = COMPARED.has(name) ? await printedOnce(others) : '';
        const left = COMPARED.has(name)
          ? { out: withoutConfig(out), without: withoutConfig(without) }
          : { out, without };
        expect([name, SAMPLES[name].shows?.({ ...left, runs, file })]).toEqual([name, true]);
      }
    },
  );
});

/** Without the name of the config, which says which of its fields no option has replaced. */
function withoutConfig(out: string): string {
  return out.replace(/^config [^)]*\)/m, '');
}

/** What they bring about is seen by comparing. */
const COMPARED: ReadonlySet<Name> = new Set([
  'bounds',
  'workers',
  'shard',
  'horizon',
  'serverVersion',
  'watchdog',
  'noConfig',
  'keepGoing',
]);

const MODULE = new URL('two-small-scenarios.ts', import.meta.url).href;
