/** Goal: the requests of a run go to a few keys. Method: requests, and whether each is taken. */
import { expect, it } from 'vitest';
import type { OperationSpec } from '../../simulation/scenario/operation-spec.ts';
import { RunKeys } from './run-keys.ts';

const to = (service: string, key?: string): OperationSpec => ({
  kind: 'call',
  service,
  handler: 'h',
  ...(key !== undefined && { key }),
});

function keysAfter(limit: number, ...requests: readonly OperationSpec[]): RunKeys {
  const keys = new RunKeys(limit);
  for (const one of requests) keys.add(one);
  return keys;
}

it('takes any key first, and then as many of a service as the limit says', () => {
  expect(keysAfter(1).fits(to('A', 'x'), 1)).toBe(true);
  const one = keysAfter(1, to('A', 'x'));
  expect([one.fits(to('A', 'x'), 1), one.fits(to('A', 'y'), 1)]).toEqual([true, false]);
  const two = keysAfter(2, to('A', 'x'));
  expect(two.fits(to('A', 'y'), 1)).toBe(true);
  const full = keysAfter(2, to('A', 'x'), to('A', 'y'), to('A', 'z'));
  expect(['x', 'y', 'z'].map((key) => full.fits(to('A', key), 1))).toEqual([true, true, false]);
});

it('takes the same keys for another service, as far as it can', () => {
  const keys = keysAfter(1, to('A', 'x'));
  expect([keys.fits(to('B', 'x'), 1), keys.fits(to('B', 'y'), 1)]).toEqual([true, false]);
  expect([keys.fits(to('B', 'y'), 3), keys.fits(to('B', 'y'), 4)]).toEqual([false, true]);
});

it('takes what it gets after eight draws, and what has no key', () => {
  const keys = keysAfter(1, to('A', 'x'));
  expect([keys.fits(to('A', 'y'), 7), keys.fits(to('A', 'y'), 8)]).toEqual([false, true]);
  expect(keys.fits(to('C'), 1)).toBe(true);
});

it('takes everything without a limit, or where no request had a key', () => {
  const keys = keysAfter(Infinity, to('A', 'x'));
  expect([keys.fits(to('A', 'y'), 1), keys.fits(to('B', 'z'), 1)]).toEqual([true, true]);
  expect(keysAfter(1, to('A')).fits(to('B', 'z'), 1)).toBe(true);
});
