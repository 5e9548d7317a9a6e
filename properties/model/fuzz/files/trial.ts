import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { fileURLToPath } from 'node:url';
import { main } from '../../../../sim/cli/main.ts';
import { loadUserFiles } from '../../../../sim/cli/load/user-files.ts';
import { dice } from '../../../../sim/core/random.ts';
import { SimulationError } from '../../../../sim/core/errors.ts';
import { campaign, holds, InvariantBroken } from '../../../../sim/index.ts';
import { readFinding } from '../../../../sim/search/finding/finding.ts';
import { readPlan } from '../../../../sim/search/plan/plan-schema.ts';
import { replayFiles } from '../../journals/replay-files.ts';
import { captured, type Captured } from './captured.ts';
import { edit, textOf, type Draft } from './edits.ts';
import { pick } from './hostile-values.ts';
import { objectionTo } from './judge.ts';
import type { Kind, Originals } from './originals.ts';
import { purses } from './world.ts';

/** One mutated file, as it is drawn for a seed and a number. */
export interface Mutant {
  readonly kind: Kind;
  readonly text: string;
  readonly disk: Draft['disk'];
  /** What was done to it, in words. */
  readonly edits: readonly string[];
}

/** A command that a file has failed. */
export interface Fault {
  readonly command: string;
  readonly what: string;
  readonly said: string;
}

const SERVICES = fileURLToPath(new URL('services.ts', import.meta.url));

/** How often each kind is drawn. */
const KINDS: readonly Kind[] = [
  ...Array.from({ length: 9 }, () => 'finding' as const),
  ...Array.from({ length: 4 }, () => 'hints' as const),
  ...Array.from({ length: 3 }, () => 'config' as const),
  'findings',
  'plan',
  'journal',
  'journal',
  'package.json',
  'run data',
];

/** How many edits a file has at most. */
const MAX_EDITS = 5;

/** Draws a file. @param kept numbers of the edits that are made; default: all that are drawn */
export function mutantOf(originals: Originals, seed: number, place: number, kept?: readonly number[]): Mutant {
  const die = dice(seed, `file ${place}`);
  const kind = pick(die, KINDS);
  const draft: Draft = { root: JSON.parse(pick(die, originals[kind])) as unknown, ofText: [], disk: 'file' };
  const count = 1 + die.below(MAX_EDITS);
  const edits: string[] = [];
  for (let number = 0; number < count; number++) {
    if (kept?.includes(number) === false) continue;
    edits.push(edit(draft, dice(seed, `file ${place} edit ${number}`)));
  }
  return { kind, text: textOf(draft), disk: draft.disk, edits };
}

/** @returns the numbers of the edits that are drawn for a file */
export function editsOf(seed: number, place: number): readonly number[] {
  const die = dice(seed, `file ${place}`);
  die.below(1);
  die.below(1);
  return Array.from({ length: 1 + die.below(MAX_EDITS) }, (_, number) => number);
}

/** Runs every command that reads a file of this kind, in a folder that is empty before. @returns the first fault */
export async function tryMutant(mutant: Mutant, place: number, folder: string): Promise<Fault | undefined> {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true });
  process.chdir(folder);
  const file = put(mutant, place, folder);
  for (const [command, run] of commandsFor(mutant, file, place)) {
    const ended = await captured(run);
    const what = objectionTo(ended, folder);
    if (what !== undefined) return { command, what, said: saidBy(ended) };
  }
  return undefined;
}

function saidBy({ status, out, error }: Captured): string {
  return `status ${status}; ${JSON.stringify(error.slice(0, 1_500))}; ${JSON.stringify(out.slice(-300))}`;
}

type Commands = readonly (readonly [command: string, run: () => Promise<number>])[];

const OWN = { scenarios: [purses], corpus: 'kept' };

/** A page costs a hundred times as much as a replay. */
const PAGE_EVERY = 200;
const SEARCH_EVERY = 500;

function commandsFor({ kind, text, disk }: Mutant, file: string, place: number): Commands {
  const own = (...args: readonly string[]): Commands[number] => [
    args.join(' '),
    () => main([...args, '--no-config'], OWN),
  ];
  const users = (...args: readonly string[]): Commands[number] => [args.join(' '), () => main(args)];
  const isSometimes = (every: number): boolean => place % every === 0;
  switch (kind) {
    case 'finding':
      return [
        own('replay', file),
        ...(isSometimes(3) ? [own('replay', file, '--until', '3')] : []),
        ...(isSometimes(5) ? [own('replay', file, '--engine', 'sdk')] : []),
        ...(isSometimes(PAGE_EVERY) ? [own('report', file, '--out', 'page.html')] : []),
        ['read and write', () => roundTrip(text, disk, file)],
        ['promote', () => promoted(file)],
      ];
    case 'findings':
      return [own('replay', 'many'), own('replay', file), own('replay', 'f.jsonl'), own('replay', 'f.jsonl:1')];
    case 'plan':
      return [...(isSometimes(3) ? [['holds(plan)', () => held(text)] as const] : []), own('replay', file)];
    case 'hints':
      return [
        users('list', SERVICES, '--hints', file, '--no-config'),
        ...(isSometimes(10) ? [['campaign(hints)', () => searched(file)] as const] : []),
        ...(isSometimes(SEARCH_EVERY)
          ? [users('run', SERVICES, '--hints', file, '--no-config', '--seed', '1', '--runs', '2')]
          : []),
      ];
    case 'config':
      return [
        users('list', SERVICES, '--config', file),
        ...(isSometimes(SEARCH_EVERY) ? [users('run', SERVICES, '--config', file, ...NAMED_OUTPUTS)] : []),
      ];
    case 'journal':
      return [['journals', () => replayFiles([file])]];
    case 'package.json':
      return [users('list', join(file, '..', 'services.ts'), '--no-config')];
    case 'run data':
      return [
        own('replay', file),
        own('report', file),
        own('promote', file),
        users('list', SERVICES, '--hints', file, '--no-config'),
        users('list', SERVICES, '--config', file),
        ['journals', () => replayFiles([file])],
      ];
  }
}

/** Options win over a config, so that what it says about outputs, threads and servers has no effect here. */
const NAMED_OUTPUTS = ['--seed', '1', '--runs', '2', '--workers', '1', '--engine', 'fake', '--time', '5s'].concat([
  '--report',
  'page.html',
  '--json',
  'result.json',
  '--junit',
  'junit.xml',
]);

/** A finding that is accepted is the same after it was written and read again. */
async function roundTrip(text: string, disk: Mutant['disk'], file: string): Promise<number> {
  if (disk !== 'file' && disk !== 'odd name') return 0;
  let read: unknown;
  try {
    read = readFinding(text.replace(/^\uFEFF/, ''), file);
  } catch (error) {
    if (error instanceof SimulationError) return 0;
    throw error;
  }
  const again: unknown = readFinding(JSON.stringify(read), file);
  if (!isDeepStrictEqual(JSON.parse(JSON.stringify(read)), JSON.parse(JSON.stringify(again))))
    throw new Error('the finding has changed');
  return 0;
}

/** Moving a finding does not change it. */
async function promoted(file: string): Promise<number> {
  const isFile = fs.lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
  const before = isFile ? fs.readFileSync(file) : undefined;
  const status = await main(['promote', file, '--no-config'], OWN);
  if (status !== 0 || before === undefined) return status;
  const [name = ''] = fs.readdirSync('kept');
  if (!before.equals(fs.readFileSync(join('kept', name)))) throw new Error('the finding has changed');
  return status;
}

async function held(text: string): Promise<number> {
  return await refusing(async () => {
    const plan = readPlan(JSON.parse(text), 'plan');
    if (!isDeepStrictEqual(readPlan(JSON.parse(JSON.stringify(plan))), plan)) throw new Error('the plan has changed');
    await holds(purses, plan);
  });
}

async function searched(file: string): Promise<number> {
  return await refusing(async () => {
    const { scenarios } = await loadUserFiles({ files: [SERVICES], hints: file });
    for (const each of scenarios) await campaign(each, { seed: 1, runs: 3, judgeReach: false });
  });
}

/** As the command line does it: an error of ours is a sentence, and any other a fault. */
async function refusing(run: () => Promise<void>): Promise<number> {
  try {
    await run();
    return 0;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof InvariantBroken) return 1;
    if (!(error instanceof SimulationError)) throw error;
    return 1;
  }
}

/** Writes the file. @returns its name */
function put({ kind, text, disk }: Mutant, place: number, folder: string): string {
  if (kind === 'package.json') {
    const own = join(folder, 'f', `${place}`);
    fs.mkdirSync(own, { recursive: true });
    fs.copyFileSync(SERVICES, join(own, 'services.ts'));
    fs.symlinkSync(
      fileURLToPath(new URL('../../../../node_modules', import.meta.url)),
      join(folder, 'f', 'node_modules'),
    );
    fs.writeFileSync(join(own, 'package.json'), text);
    return join(own, 'package.json');
  }
  if (kind === 'findings') {
    fs.mkdirSync('many');
    fs.writeFileSync('many/one.json', text);
    fs.writeFileSync('many/two.json', '{}');
    fs.writeFileSync('f.jsonl', text.replaceAll(/\n */g, ''));
  }
  const name =
    disk === 'odd name' ? oddName(place) : kind === 'hints' || kind === 'config' ? `f${place}.json` : 'f.json';
  PUT[disk](name, text);
  return name;
}

const PUT: Readonly<Record<Mutant['disk'], (name: string, text: string) => void>> = {
  file: (name, text) => fs.writeFileSync(name, text),
  'odd name': (name, text) => fs.writeFileSync(name, text),
  'UTF-16': (name, text) => fs.writeFileSync(name, Buffer.from(`\uFEFF${text}`, 'utf16le')),
  bytes: (name, text) =>
    fs.writeFileSync(name, Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xfe, 0x80, 0xc0])])),
  directory: (name) => fs.mkdirSync(name),
  pipe: (name) => void execFileSync('mkfifo', [name]),
  link: (name, text) => {
    fs.writeFileSync('ftarget', text);
    fs.symlinkSync('ftarget', name);
  },
  'dangling link': (name) => fs.symlinkSync('nowhere', name),
  'link to itself': (name) => fs.symlinkSync(name, name),
};

const ODD_NAMES = [
  'f\u001B[31m.json',
  'f\n::error::x.json',
  "f'\\';touch x;'.json",
  'f $(touch x).json',
  'f\u202Enosj.json',
  'f#?%20.json',
  'f"&calc.json',
  'f*[a].json',
];

function oddName(place: number): string {
  return ODD_NAMES[place % ODD_NAMES.length] as string;
}
