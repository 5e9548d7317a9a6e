/**
 * Goal: the worlds notice a bug in a check. Method: one expression of a check's source is changed, the check is loaded again, and
 * it judges the traces of all worlds that were built for it: at least one judgement must change.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { withPlantedBug } from '../harness/planted-bug.ts';
import { MUTANTS, type CheckMutant } from './mutants.ts';
import { judge, play, type CheckedWorld, type Judgement, type Played } from './world.ts';
import { WORLDS } from './worlds.ts';

const project = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'check-mutants-'));
const played = new Map<string, readonly Played[]>();

beforeAll(async () => {
  // The rooms below are the same for all copies, and are next to each of them.
  for (const room of ['core', 'journal', 'trace']) copyRoom(room, join(folder, room));
  for (const [name, worlds] of Object.entries(WORLDS)) {
    const group: Played[] = [];
    for (const world of worlds) group.push(await play(world));
    played.set(name, group);
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('recorded traces', () => {
  it('are judged as they were when they happened', () => {
    for (const { world, runs } of [...played.values()].flat()) {
      for (const { events, rested, judgement } of runs) {
        expect([world.name, essence(judge(world.check, events, rested, world.scenario))]).toEqual([
          world.name,
          essence(judgement),
        ]);
      }
    }
  });
});

describe.each([...new Set(MUTANTS.map(({ worlds }) => worlds))])('a check of %s', (group) => {
  it.each(MUTANTS.filter(({ worlds }) => worlds === group).map((mutant) => [mutant.name, mutant] as const))(
    'that %s is noticed',
    async (_, mutant) => {
      const load = await loaded(mutant);
      const noticed = (played.get(group) ?? []).some(({ world, runs }) =>
        runs.some(({ events, rested, judgement }) => {
          const other = judge(load(world), events, rested, world.scenario);
          return JSON.stringify(essence(other)) !== JSON.stringify(essence(judgement));
        }),
      );
      expect(noticed).toBe(true);
    },
  );
});

/** What is compared of a judgement: everything but the name. */
function essence({ breach, advice, exercised }: Judgement): unknown {
  return { breach, advice, exercised };
}

/** Copies the checks, with the planted bug. @returns what makes the mutated check from the one of a world */
async function loaded(mutant: CheckMutant): Promise<(world: CheckedWorld) => Invariant> {
  const copy = join(folder, `checks ${MUTANTS.indexOf(mutant)}`);
  copyRoom('checks', copy);
  const file = join(copy, mutant.file);
  const source = readFileSync(file, 'utf8');
  const where = `The mutant "${mutant.name}" of sim/checks/${mutant.file} in properties/checks/mutants`;
  writeFileSync(file, withPlantedBug(source, mutant.from, mutant.to, where));
  const module = (await import(/* @vite-ignore */ pathToFileURL(join(copy, mutant.entry)).href)) as Record<
    string,
    unknown
  >;
  return (world) => remade(module, world);
}

function copyRoom(room: string, to: string): void {
  const from = join(project, 'sim', room);
  for (const name of readdirSync(from, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
    const target = join(to, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, readFileSync(join(from, name)));
  }
}

/** The same check from the mutated sources: a constant of that name, or made with the options of the original. */
function remade(module: Record<string, unknown>, { check, madeWith }: CheckedWorld): Invariant {
  const make = madeWith === undefined ? undefined : module[madeWith.by];
  if (typeof make === 'function') return (make as (options: unknown) => Invariant)(madeWith?.options);
  const found = Object.values(module).find((value) => isInvariant(value) && value.name === check.name);
  if (!isInvariant(found)) throw new Error(`There is no "${check.name}" in the mutated file.`);
  return found;
}

function isInvariant(value: unknown): value is Invariant {
  return typeof value === 'object' && value !== null && 'watch' in value && 'name' in value;
}
