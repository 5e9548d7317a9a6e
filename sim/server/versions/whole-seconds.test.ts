import { expect, it } from 'vitest';
import type { Decider } from '../../core/choices.ts';
import { TestWorld } from '../testing/test-world.ts';
import { WholeSeconds } from './whole-seconds.ts';

const picking = (option: number): Decider => ({ step: () => 0, pick: () => option });

it('whole seconds are those of the clock, unless the run begins later in one', () => {
  const usual = new WholeSeconds(new TestWorld());
  expect([usual.notBefore(300), usual.notBefore(1_000), usual.notAfter(1_999)]).toEqual([1_000, 1_000, 1_000]);
  const later = new WholeSeconds(new TestWorld({ decider: picking(1) }));
  expect([later.notBefore(300), later.notBefore(751), later.notAfter(749), later.notAfter(750)]).toEqual([
    750, 1_750, -250, 750,
  ]);
});

it('where they lie is chosen one time, and only when it matters', () => {
  const kinds: string[] = [];
  const seconds = new WholeSeconds(new TestWorld({ decider: { step: () => 0, pick: (kind) => kinds.push(kind) - 1 } }));
  expect(kinds).toEqual([]);
  seconds.notBefore(1);
  seconds.notAfter(1);
  expect(kinds).toEqual(['second']);
});
