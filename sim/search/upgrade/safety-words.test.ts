/** Goal: a deploy is said to be safe up to the last safe place, and to break in no other. Method: places by hand. */
import { expect, it } from 'vitest';
import type { Tried } from './explore-upgrade.ts';
import { safePointsOf } from './safe-points.ts';
import { safetyOf } from './safety-words.ts';

/** @param places such as `1 2! 3`: behind which entries a deploy was tried, and where it broke */
function said(places: string): string {
  const tried = places.split(' ').map((place): Tried => {
    const point = { attempt: 1, entry: Number.parseInt(place), phase: 'after' } as const;
    return {
      route: 'new',
      standing: { invocation: 'a', handler: 'S/x', point, journal: [] },
      faults: place.endsWith('!') ? ['x'] : [],
    };
  });
  return safePointsOf(tried).map(safetyOf).join();
}

it.each([
  ['1 2 3', 'safe at 3 points'],
  ['1!', 'breaks at the one point'],
  ['1! 2!', 'breaks at each of 2 points'],
  ['1 2 3! 4!', 'safe up to after entry 2, breaks from after entry 3 on'],
  ['1 2! 3! 4', 'safe up to after entry 1, breaks from after entry 2 to after entry 3'],
  ['1 2! 3', 'safe up to after entry 1, breaks after entry 2'],
  ['1! 2! 3', 'breaks from after entry 1 to after entry 2'],
  ['1! 2 3! 4', 'depends on the moment: breaks at 2 of 4 points, first after entry 1'],
  ['1 2! 2 3!', 'depends on the moment: breaks at 2 of 4 points, first after entry 2'],
])('%s: %s', (places, words) => {
  expect(said(places)).toBe(words);
});
