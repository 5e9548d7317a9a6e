/** Goal: it is known which runs have a stored result, also after the end. Method: one invocation, event by event. */
import { expect, it } from 'vitest';
import {
  arrived,
  ended,
  eventsOf,
  forgotten,
  get,
  runs,
  stored,
  type Happenings,
} from '../trace/testing/happenings.ts';
import { StoredRuns } from './stored-runs.ts';

function after(...run: readonly Happenings[]): StoredRuns {
  const known = new StoredRuns();
  for (const event of eventsOf(...run)) known.see(event);
  return known;
}

const issued = [stored('a', 3, runs('x', 1)), stored('a', 4, runs('y', 2))];

it('has an entry for each completion', () => {
  const known = after(issued, stored('a', 5, get('z')));
  expect([1, 2, 5].map((completion) => known.entryOf('a', completion))).toEqual([3, 4, undefined]);
  expect(known.entryOf('b', 1)).toBeUndefined();
});

it('is stored when its result has arrived', () => {
  const known = after(issued, arrived('a', 'Run', 1));
  expect([known.isStored('a', 3), known.isStored('a', 4), known.isStored('b', 3)]).toEqual([true, false, false]);
  const both = after(issued, arrived('a', 'Run', 1), arrived('a', 'Run', 2));
  expect([both.isStored('a', 3), both.isStored('a', 4)]).toEqual([true, true]);
});

it('is not stored by another result', () => {
  expect(after(issued, arrived('a', 'Sleep', 1)).isStored('a', 3)).toBe(false);
  expect(after(issued, arrived('a', 'Run', 9)).isStored('a', 3)).toBe(false);
  expect(after(issued, arrived('b', 'Run', 1)).isStored('a', 3)).toBe(false);
  const signal = {
    type: 'notified',
    invocation: 'a',
    index: 1,
    notification: { type: 'signal', signal: { index: 1 }, result: 'empty' },
  } as const;
  expect(after(issued, signal).isStored('a', 3)).toBe(false);
});

it('stays stored after the end, where all runs of the invocation are', () => {
  const known = after(issued, arrived('a', 'Run', 1), arrived('a', 'Run', 2), ended('a'));
  expect([known.isStored('a', 3), known.isStored('a', 4)]).toEqual([true, true]);
  expect(known.entryOf('a', 1)).toBeUndefined();
});

it('is not stored after the end where its closure never started', () => {
  const known = after(issued, arrived('a', 'Run', 1), ended('a'));
  expect([known.isStored('a', 3), known.isStored('a', 4)]).toEqual([true, false]);
  expect(after(issued, ended('a')).isStored('a', 3)).toBe(false);
  expect(after(ended('a')).isStored('a', 3)).toBe(false);
});

it('is forgotten with its invocation', () => {
  expect(after(issued, arrived('a', 'Run', 1), ended('a'), forgotten('a')).isStored('a', 3)).toBe(false);
  expect(
    after(issued, arrived('a', 'Run', 1), arrived('a', 'Run', 2), ended('a'), forgotten('a')).isStored('a', 3),
  ).toBe(false);
});
