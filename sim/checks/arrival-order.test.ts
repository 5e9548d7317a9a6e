/** Goal: a key serves requests in order of arrival. Method: short runs in which invocations queue, go away and are served. */
import { expect, it } from 'vitest';
import { queued, removed, took } from '../trace/testing/happenings.ts';
import { servedInOrder } from './arrival-order.ts';
import { judged } from './testing/judged.ts';

const line = [queued('a', 'O/k', 1), queued('b', 'O/k', 2), queued('c', 'O/k', 3)];

it('holds while the first in line is served, and counts where another could have been', () => {
  const run = [...line, took('a', 'O/k'), took('b', 'O/k'), took('c', 'O/k')];
  expect(judged(servedInOrder, run)).toEqual({ said: [], atEnd: undefined, left: [], exercised: 2 });
});

it('is broken by one that came later', () => {
  expect(judged(servedInOrder, [...line, took('b', 'O/k')]).said).toEqual([
    {
      message:
        'b got the lock of O/k at 4 s, although it joined the queue only at 2 s; a had been queued since 1 s, behind 1 other, and must come first. This is a fault of the server model.',
      events: [1, 2, 4],
      kind: 'overtaken',
    },
  ]);
});

it('is broken by one that was never in line', () => {
  expect(judged(servedInOrder, [queued('a', 'O/k', 2), took('x', 'O/k')]).said).toEqual([
    {
      message:
        'x got the lock of O/k at 2 s, although it was not queued; a had been queued since 1 s, behind 2 others, and must come first. This is a fault of the server model.',
      events: [1, 2],
      kind: 'not queued',
    },
  ]);
});

it('needs no line', () => {
  expect(judged(servedInOrder, [took('x', 'O/k')])).toMatchObject({ said: [], exercised: 0 });
  const empty = [queued('a', 'O/k'), took('a', 'O/k'), took('x', 'O/k')];
  expect(judged(servedInOrder, empty)).toMatchObject({ said: [], exercised: 0 });
});

it('knows that one has left the line, and that each key has a line of its own', () => {
  expect(judged(servedInOrder, [...line, removed('a'), took('b', 'O/k')]).said).toEqual([]);
  expect(judged(servedInOrder, [...line, queued('x', 'O/j'), took('x', 'O/j')]).said).toEqual([]);
  expect(judged(servedInOrder, [...line, removed('z'), took('a', 'O/k')]).said).toEqual([]);
  // One that was served and queues elsewhere leaves that line.
  const twice = [queued('a', 'O/k'), took('a', 'O/k'), queued('b', 'O/k'), removed('a'), took('b', 'O/k')];
  expect(judged(servedInOrder, twice).said).toEqual([]);
});

it('is about exclusive handlers', () => {
  expect(servedInOrder).toMatchObject({ name: 'a key serves requests in order of arrival', about: 'EXCLUSIVE' });
});
