/**
 * Goal: the worlds notice a bug in the comparison with runs without crashes. Method: one expression of its source is changed, it
 * is loaded again and judges the runs of all worlds: at least one judgement must change.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRASHES_CHANGE_NOTHING, CrashEquivalence } from '../../sim/search/exhaustive/crash-equivalence.ts';
import { Runner } from '../../sim/search/run/runner.ts';
import type { Plan } from '../../sim/simulation/faults/plan.ts';
import type { InvariantResult, RunResult } from '../../sim/simulation/run/run-plan.ts';
import { withPlantedBug } from '../harness/planted-bug.ts';
import { CRASH_MUTANTS, type CrashMutant } from './mutants/crashes.ts';
import { CRASH_WORLDS, type CrashWorld } from './worlds/crashes.ts';

type Make = typeof CrashEquivalence;

interface Ran {
  readonly plain: Runner;
  readonly runs: readonly { readonly plan: Plan; readonly result: RunResult }[];
  /** What the real comparison says. */
  readonly right: InvariantResult | undefined;
}

const sources = join(import.meta.dirname, '../../sim');
const folder = mkdtempSync(join(tmpdir(), 'crash-mutants-'));
const ran = new Map<CrashWorld, Ran>();

beforeAll(async () => {
  for (const world of CRASH_WORLDS) {
    const plain = new Runner(world.scenario, { compares: false });
    const runs: { plan: Plan; result: RunResult }[] = [];
    for (const plan of world.plans) runs.push({ plan, result: await plain.run(plan) });
    ran.set(world, { plain, runs, right: await judgedBy(CrashEquivalence, plain, runs) });
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the comparison with runs without crashes', () => {
  it.each(CRASH_WORLDS)('says of $name: $expect', (world) => {
    expect(wordFor(ran.get(world)?.right)).toBe(world.expect);
  });

  it.each(CRASH_MUTANTS)('that $name is noticed', async (mutant) => {
    const Mutated = await loaded(mutant);
    let noticed = false;
    for (const { plain, runs, right } of ran.values()) {
      const wrong = await judgedBy(Mutated, plain, runs);
      noticed = JSON.stringify(right ?? null) !== JSON.stringify(wrong ?? null);
      if (noticed) break;
    }
    expect(noticed).toBe(true);
  });
});

async function judgedBy(Equivalence: Make, plain: Runner, runs: Ran['runs']): Promise<InvariantResult | undefined> {
  const equivalence = new Equivalence(plain);
  let last: RunResult | undefined;
  for (const { plan, result } of runs) last = await equivalence.judged(plan, result);
  return last?.invariants.find(({ name }) => name === CRASHES_CHANGE_NOTHING);
}

function wordFor(result: InvariantResult | undefined): CrashWorld['expect'] {
  if (result === undefined) return 'not compared';
  if (result.breach !== undefined) return 'broken';
  return result.advice.length > 0 ? 'advice' : 'agrees';
}

/** Writes both sources, one of them with the planted bug; their other imports stay where they are. */
async function loaded(mutant: CrashMutant): Promise<Make> {
  const copy = join(folder, String(CRASH_MUTANTS.indexOf(mutant)));
  for (const [room, place] of [
    ['checks', 'checks'],
    ['search', 'search/exhaustive'],
  ] as const) {
    const text = readFileSync(join(sources, place, 'crash-equivalence.ts'), 'utf8');
    const where = `The mutant "${mutant.name}" of sim/${place}/crash-equivalence.ts in properties/checks/mutants/crashes.ts`;
    const mutated = room === mutant.room ? withPlantedBug(text, mutant.from, mutant.to, where) : text;
    mkdirSync(join(copy, place), { recursive: true });
    writeFileSync(
      join(copy, place, 'crash-equivalence.ts'),
      mutated.replaceAll(/from '(\.{1,2}\/[^']+)'/gu, (all, to: string) =>
        to === '../../checks/crash-equivalence.ts' ? all : `from '${pathToFileURL(join(sources, place, to)).href}'`,
      ),
    );
  }
  const file = join(copy, 'search', 'exhaustive', 'crash-equivalence.ts');
  return ((await import(/* @vite-ignore */ pathToFileURL(file).href)) as { CrashEquivalence: Make }).CrashEquivalence;
}
