/** Goal: a read by one handler and a write by another, with a write in between, are noticed. Method: two callers of one key. */
import { expect, it } from 'vitest';
import { created, ended, get, getLazy, removed, set, stored, type Happenings } from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): readonly unknown[] => judged(adviceWithout([]), run).said;
const caller = created('a', 'Shop/buy');
const reads = [created('a/1', 'Stock/x/left', 'SHARED'), stored('a/1', 1, get('left', 5))];
const writes = [created('a/2', 'Stock/x/put'), stored('a/2', 1, set('left', 4))];
const between = [created('b', 'Stock/x/put'), stored('b', 1, set('left', 3))];

it('says which update is lost', () => {
  expect(said(caller, reads, between, writes)).toEqual([
    {
      message:
        'buy of Shop (invocation a) read "left" of Stock/x by left, and wrote it by put of Stock/x (invocation a/2) (entry 1) at 7 s; put of Stock/x (invocation b) had written it in between, and that update is lost. Read and write it in one exclusive handler. (lost-update)',
      events: [3, 5, 7],
      handler: 'Stock/put',
      kind: 'lost-update',
      location: 'lost-update Shop/buy Stock/put left',
      advice: true,
    },
  ]);
});

it('reads may be lazy', () => {
  const lazy = [created('a/1', 'Stock/x/left', 'SHARED'), stored('a/1', 1, getLazy('left', 1))];
  expect(said(caller, lazy, between, writes)).toHaveLength(1);
});

it('nothing is lost without a write in between, or where it is an own one', () => {
  expect(said(caller, reads, writes)).toEqual([]);
  expect(said(caller, between, reads, writes)).toEqual([]);
  const own = [created('a/3', 'Stock/x/put'), stored('a/3', 1, set('left', 3))];
  expect(said(caller, reads, own, writes)).toEqual([]);
});

it('nothing is lost where the writer has read the value itself', () => {
  const careful = [created('a/2', 'Stock/x/put'), stored('a/2', 1, get('left', 3)), stored('a/2', 2, set('left', 2))];
  expect(said(caller, reads, between, careful)).toEqual([]);
  // The second write of one invocation follows its first.
  const twice = [created('a/2', 'Stock/x/put'), stored('a/2', 1, set('left', 2)), stored('a/2', 2, set('left', 1))];
  expect(said(caller, reads, twice, between)).toEqual([]);
  const other = [created('a/2', 'Stock/x/put'), stored('a/2', 1, get('note')), stored('a/2', 2, set('left', 2))];
  expect(said(caller, reads, between, other)).toHaveLength(1);
});

it('is about one value of one key, read by a shared handler of one caller', () => {
  const otherName = [created('b', 'Stock/x/put'), stored('b', 1, set('note', 3))];
  expect(said(caller, reads, otherName, writes)).toEqual([]);
  const otherKey = [created('b', 'Stock/y/put'), stored('b', 1, set('left', 3))];
  expect(said(caller, reads, otherKey, writes)).toEqual([]);
  const exclusive = [created('a/1', 'Stock/x/left'), stored('a/1', 1, get('left', 5))];
  expect(said(caller, exclusive, between, writes)).toEqual([]);
  const elsewhere = [created('c', 'Shop/buy'), created('c/2', 'Stock/x/put'), stored('c/2', 1, set('left', 4))];
  expect(said(caller, reads, between, elsewhere)).toEqual([]);
  const client = [created('r', 'Stock/x/left', 'SHARED'), stored('r', 1, get('left', 5))];
  expect(said(client, between, created('w', 'Stock/x/put'), stored('w', 1, set('left', 4)))).toEqual([]);
  expect(said(reads, between, writes)).toEqual([]);
  const plain = [created('a/1', 'Stock/left', 'SHARED'), stored('a/1', 1, get('left', 5))];
  expect(said(caller, plain, between, writes)).toEqual([]);
  const unknown = [stored('a/1', 1, get('left', 5))];
  expect(said(caller, unknown, between, writes, stored('z', 1, set('left', 1)))).toEqual([]);
});

it.each([ended, removed])('what a caller has read is forgotten with it: %o', (gone) => {
  expect(said(caller, reads, between, gone('a'), writes)).toEqual([]);
  expect(said(caller, reads, between, gone('a/1'), writes)).toHaveLength(1);
});

it('the latest read counts', () => {
  const again = [created('a/3', 'Stock/x/left', 'SHARED'), stored('a/3', 1, get('left', 3))];
  expect(said(caller, reads, between, again, writes)).toEqual([]);
});
