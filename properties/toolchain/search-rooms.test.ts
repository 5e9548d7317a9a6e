/** Goal: the rooms of sim/search point one way. Method: each may import those before it in this list, types included. */
import { expect, it } from 'vitest';
import { cyclesOf } from './cycles.ts';
import { importsOf, sources } from './imports.ts';

/** From what only records a run to what makes thousands of them. */
const ORDER: readonly string[] = [
  'record', // a run as data: its steps, their names and order, what it broke
  'plan', // plans: generated, read, made of runs, followed
  'strategies', // deciders, and places where crashes are tried
  'exhaustive', // every order of a small world, within bounds
  'versions', // runs with an upgrade, held against runs of each version
  'run', // runs plans of one scenario
  'shrink', // smaller plans that break the same
  'finding', // what broke, explained, confirmed, repeated
  'upgrade', // deploys at every point, and where they are safe
  'campaign', // many runs, on workers, summed up
  'server-versions', // the same seeds on each version of the server
];

const roomOf = (file: string): number => ORDER.indexOf(/^sim\/search\/([^/]+)\//.exec(file)?.[1] ?? '');
const own = importsOf(sources()).filter(({ from, to }) => roomOf(from) >= 0 && roomOf(to) >= 0);

it('rooms of the search import only those before them', () => {
  expect(own.length).toBeGreaterThan(100);
  const backwards = own.filter(({ from, to }) => roomOf(to) > roomOf(from));
  expect(backwards.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

it('no file of the search imports itself through others, types included', () => {
  expect(cyclesOf(own)).toEqual([]);
});

it('every file of the search is in one of them', () => {
  // What the tests of several rooms share belongs to none.
  const isShared = (file: string): boolean => file.startsWith('sim/search/testing/');
  const others = sources().filter((file) => file.startsWith('sim/search/') && roomOf(file) < 0 && !isShared(file));
  expect(others).toEqual([]);
});
