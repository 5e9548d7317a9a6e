/** Goal: a handler that goes on after its cancel and returns a result is noticed. Method: short runs with one cancel. */
import { expect, it } from 'vitest';
import {
  calls,
  created,
  ended,
  no,
  ok,
  runs,
  set,
  signalled,
  sleeps,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): unknown => judged(adviceWithout([]), run).said;
const cancelled = [created('a', 'Shop/x/buy'), signalled('a', { index: 1 })];

it.each([
  [runs('pay', 1), '(Run "pay")'],
  [runs('', 1), '(Run)'],
  [calls('Bank/debit', 1), '(Call)'],
  [sleeps(1, 1), '(Sleep)'],
])('a step after the cancel, and a result: %o', (step, words) => {
  expect(said(cancelled, stored('a', 3, step), stored('a', 4, sleeps(1, 2)), ended('a', ok(1)))).toEqual([
    {
      message: `buy of Shop/x (invocation a) was cancelled at 2 s, went on to entry 3 ${words}, and returned a result, so its caller does not learn of the cancel. Let the TerminalError of a cancel end the handler, after the steps that undo what it did. (cancel-ignored)`,
      events: [2, 3, 5],
      handler: 'Shop/buy',
      kind: 'cancel-ignored',
      location: 'cancel-ignored Shop/buy',
      advice: true,
    },
  ]);
});

it('shows the first cancel', () => {
  expect(said(cancelled, signalled('a', { index: 1 }), stored('a', 3, runs('pay', 1)), ended('a'))).toMatchObject([
    { events: [2, 4, 5] },
  ]);
});

it('is nothing where it fails, takes no step that it awaits, or took it before', () => {
  expect(said(cancelled, stored('a', 3, runs('pay', 1)), ended('a', no('cancelled', 409)))).toEqual([]);
  expect(said(cancelled, stored('a', 3, set('x', 1)), ended('a'))).toEqual([]);
  expect(said(cancelled, ended('a'))).toEqual([]);
  expect(said(created('a', 'S/x'), stored('a', 3, runs('p', 1)), signalled('a', { index: 1 }), ended('a'))).toEqual([]);
});

it('is nothing where the signal is another one, or the step is of another invocation', () => {
  const pay = stored('a', 3, runs('pay', 1));
  expect(said(created('a', 'S/x'), signalled('a', { index: 17 }), pay, ended('a'))).toEqual([]);
  expect(said(created('a', 'S/x'), signalled('a', { name: 'cancel' }), pay, ended('a'))).toEqual([]);
  expect(said(cancelled, created('b', 'S/y'), stored('b', 3, runs('p', 1)), ended('b'), ended('a'))).toEqual([]);
  expect(said(signalled('z', { index: 1 }), stored('z', 3, runs('pay', 1)), ended('z'))).toEqual([]);
});

it('a cancel ends with its invocation', () => {
  const run = [cancelled, ended('a'), stored('a', 3, runs('pay', 1)), ended('a')];
  expect(said(run)).toEqual([]);
});
