import { expect, it } from 'vitest';
import { coverageGroups, faultCounts, type Counts } from './coverage.ts';

it('names how many requests a key had at once, what never occurred first', () => {
  const group = coverageGroups({ 'overlap 1': 2, 'overlap 5': 3 }, []).find(({ name }) => name.startsWith('keys by'));
  expect(group?.items.map(({ name, count }) => [name, count])).toEqual([
    ['at most 2', 0],
    ['at most 3', 0],
    ['at most 1', 2],
    ['4 or more', 3],
  ]);
});

function itemsOf(start: string, counts: Counts, ...handlers: readonly string[]): unknown {
  const group = coverageGroups(counts, [], handlers).find(({ name }) => name.startsWith(start));
  return group?.items.map(({ name, count, zero }) => [name, count, zero]);
}

it('counts runs by the number of their troubles, without gaps', () => {
  expect(faultCounts({ 'troubles 3': 2, 'troubles 0': 5, 'steps 7': 1 })).toEqual([5, 0, 0, 2]);
  expect(faultCounts({ 'troubles 0': 5 })).toEqual([5]);
  expect(faultCounts({})).toEqual([]);
});

it('has no groups where nothing was counted', () => {
  expect(coverageGroups({}, [])).toEqual([]);
});

it('says for each kind of entry where no run crashed; only a closure has an inside', () => {
  expect(itemsOf('crashes', { 'entry Run': 3, 'entry OneWayCall': 1, 'crash inside Run': 2 })).toEqual([
    ['before a Run entry', 0, 'no run crashed before a Run entry'],
    ['after a Run entry', 0, 'no run crashed after a Run entry'],
    ['before a Send entry', 0, 'no run crashed before a Send entry'],
    ['after a Send entry', 0, 'no run crashed after a Send entry'],
    [
      'between the closure of a Run and its journal entry',
      2,
      'no run crashed between the closure of a Run and its journal entry',
    ],
  ]);
  expect(itemsOf('crashes', { 'entry Input': 1 })).toEqual([
    ['before an Input entry', 0, 'no run crashed before an Input entry'],
    ['after an Input entry', 0, 'no run crashed after an Input entry'],
  ]);
});

it('adds entries up under the name that Restate has for them', () => {
  expect(itemsOf('journal entries', { 'entry GetLazyState': 1, 'entry GetEagerState': 2, 'entry New': 1 })).toEqual([
    ['Get state', 3, 'no Get state entry was ever written'],
    ['New', 1, 'no New entry was ever written'],
  ]);
});

it('names a number of requests at once that never occurred', () => {
  expect(itemsOf('keys by', { 'overlap 2': 1 })).toEqual([
    ['at most 1', 0, 'no key had exactly 1 at once'],
    ['at most 3', 0, 'no key had exactly 3 at once'],
    ['4 or more', 0, 'no key had 4 or more at once'],
    ['at most 2', 1, 'no key had exactly 2 at once'],
  ]);
});

it('lists both orders of two conflicting steps, that which never occurred first', () => {
  expect(itemsOf('conflicting', { 'pair b > a on lock': 4 })).toEqual([
    ['"a", then "b" on one lock', 0, 'never "a", then "b" on one lock'],
    ['"b", then "a" on one lock', 4, 'never "b", then "a" on one lock'],
  ]);
});

it('lists handlers that were never called, and outcomes', () => {
  const counts = { 'handler O/b': 2, 'outcome paid': 3, 'outcome refused': 0 };
  expect(itemsOf('handlers', counts, 'O/c', 'O/a')).toEqual([
    ['O/a', 0, 'O/a was never called'],
    ['O/c', 0, 'O/c was never called'],
    ['O/b', 2, 'O/b was never called'],
  ]);
  expect(itemsOf('outcomes', counts)).toEqual([
    ['paid', 3, 'never paid'],
    ['refused', 0, 'never refused'],
  ]);
});

it('says of each thing that can happen that it never did', () => {
  const items = itemsOf('what happened', { 'happened timer': 2 }) as readonly (readonly [string, number, string])[];
  expect(items).toHaveLength(18);
  expect(items.at(-1)).toEqual(['timers that fired', 2, 'no timer ever fired']);
  expect(
    items
      .slice(0, -1)
      .every(([name, count, zero]) => name !== '' && count === 0 && /^(?:no|the|nothing) .*(?:ever|never)/.test(zero)),
  ).toBe(true);
});
