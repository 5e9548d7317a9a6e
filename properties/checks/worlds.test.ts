/**
 * Goal: each check holds in worlds that are right and breaks, in words that a stranger understands, in worlds that were
 * built to break it. Method: real definitions, run by the simulator; for faults of the server, a sabotaged model.
 */
import { describe, expect, it } from 'vitest';
import { play, shows, type CheckedWorld } from './world.ts';
import { WORLDS } from './worlds.ts';

describe.each(Object.entries(WORLDS))('%s', (_, worlds) => {
  it.each(worlds.map((world) => [world.name, world] as const))('%s', async (_name, world) => {
    const { runs } = await play(world);
    const judgements = runs.map(({ judgement }) => judgement);
    if (world.expect === 'held') {
      for (const { breach, advice } of judgements)
        expect({ breach, advice }).toEqual({ breach: undefined, advice: [] });
      expect(judgements.reduce((sum, { exercised }) => sum + exercised, 0)).toBeGreaterThan(0);
      return;
    }
    const found = judgements.find((judgement) => shows(judgement, expectedOf(world)));
    const last = judgements.at(-1);
    expect(
      found,
      `${world.name}: ${runs.length} runs, the last: ${JSON.stringify({ ...last, events: undefined })}`,
    ).toBeDefined();
    if (found === undefined) return;
    const breach = 'broken' in world.expect ? found.breach : adviceOf(found.advice, world.expect.advice);
    for (const words of world.expect.says) expect(breach?.message).toContain(words);
    const { events } = runs[judgements.indexOf(found)] ?? { events: [] };
    expect(breach?.events.length).toBeGreaterThan(0);
    for (const seq of breach?.events ?? []) expect(events[seq]?.seq).toBe(seq);
    if ('advice' in world.expect) expect(found.breach).toBeUndefined();
  });
});

function expectedOf({ expect: expected }: CheckedWorld): Exclude<CheckedWorld['expect'], 'held'> {
  if (expected === 'held') throw new Error('This world is to hold.');
  return expected;
}

function adviceOf<A extends { readonly kind?: string }>(advice: readonly A[], kind: string): A | undefined {
  return advice.find((each) => each.kind === kind);
}
