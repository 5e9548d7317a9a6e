/**
 * Goal: each check holds in worlds that are right and breaks, in words that a stranger understands, in worlds that were
 * built to break it. Method: real definitions, run by the simulator; for faults of the server, a sabotaged model.
 */
import { describe, expect, it } from 'vitest';
import type { Breach } from '../../sim/checks/invariant.ts';
import { play, shows, type CheckedWorld, type Expected } from './world.ts';
import { WORLDS } from './worlds.ts';

type Wrong = Exclude<Expected, 'held'>;

describe.each(Object.entries(WORLDS))('%s', (_, worlds) => {
  const right = worlds.filter(({ expect: expected }) => expected === 'held');
  const wrong = worlds.flatMap((world) => (world.expect === 'held' ? [] : [{ ...world, expect: world.expect }]));

  it.each(right.map((world) => [world.name, world] as const))('holds when %s', async (_name, world) => {
    const { runs } = await play(world);
    const judgements = runs.map(({ judgement }) => judgement);
    expect(judgements.filter(({ breach, advice }) => breach !== undefined || advice.length > 0)).toEqual([]);
    expect(judgements.reduce((sum, { exercised }) => sum + exercised, 0)).toBeGreaterThan(0);
  });

  it.each(wrong.map((world) => [world.name, world] as const))('breaks when %s', async (_name, world) => {
    const { runs } = await play(world);
    const shown = runs.find(({ judgement }) => shows(judgement, world.expect));
    // Both sides, so that a failure shows what was reported instead.
    expect({ runs: runs.length, said: shown === undefined ? runs.at(-1)?.judgement : 'as expected' }).toMatchObject({
      said: 'as expected',
    });
    const { message = '', events = [] } = breachIn(shown?.judgement, world.expect) ?? {};
    for (const words of world.expect.says) expect(message).toContain(words);
    expect(events.length).toBeGreaterThan(0);
    expect(events.filter((seq) => shown?.events[seq] === undefined)).toEqual([]);
    // Advice alone breaks nothing.
    expect(shown?.judgement.breach === undefined).toBe('advice' in world.expect);
  });
});

function breachIn(
  judgement: { readonly breach: Breach | undefined; readonly advice: readonly Breach[] } | undefined,
  expected: Wrong,
): Breach | undefined {
  if ('broken' in expected) return judgement?.breach;
  return judgement?.advice.find(({ kind }) => kind === expected.advice);
}

describe('the worlds', () => {
  it('are right and wrong ones, for each check', () => {
    const checks = new Map<string, Set<string>>();
    for (const { check, expect: expected } of Object.values(WORLDS).flat() satisfies readonly CheckedWorld[]) {
      const kinds = checks.get(check.name) ?? new Set();
      checks.set(check.name, kinds.add(expected === 'held' ? 'right' : 'wrong'));
    }
    expect([...checks].filter(([, kinds]) => kinds.size < 2)).toEqual([]);
  });
});
