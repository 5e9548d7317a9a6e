/** Goal: a call outside of `ctx.run` is recognised when a replay repeats it. Method: calls of several attempts. */
import { expect, it } from 'vitest';
import { happened, nth } from '../../trace/testing/happenings.ts';
import { OutsideRuns } from './outside-runs.ts';

const call = (attempt: number, more: object = {}): Parameters<OutsideRuns['happened']>[0] =>
  nth(attempt, happened('pay', 'a', { attempt, ...more }));

it('is a repetition in a later attempt, once the code has made progress', () => {
  const runs = new OutsideRuns();
  expect(runs.happened(call(1))).toBeUndefined();
  expect(runs.happened(call(2))).toBeUndefined();
  runs.stored('a');
  expect(runs.happened(call(3))).toEqual(call(1));
});

it('is none in the same attempt', () => {
  const runs = new OutsideRuns();
  runs.happened(call(1));
  runs.stored('a');
  expect(runs.happened(call(1))).toBeUndefined();
});

it('compares the nth call of an effect with the nth', () => {
  const runs = new OutsideRuns();
  runs.happened(call(1));
  runs.stored('a');
  const second = call(1, { call: 'second' });
  runs.happened(second);
  runs.stored('a');
  expect(runs.happened(call(2))).toEqual(call(1));
  expect(runs.happened(call(2))).toEqual(second);
  expect(runs.happened(call(2))).toBeUndefined();
});

it('keeps effects and invocations apart', () => {
  const runs = new OutsideRuns();
  runs.happened(call(1));
  runs.stored('a');
  expect(runs.happened(call(2, { effect: 'mail' }))).toBeUndefined();
  expect(runs.happened(call(2, { invocation: 'b' }))).toBeUndefined();
  // Progress of another invocation, or before the first call, is none.
  const other = new OutsideRuns();
  other.stored('a');
  other.happened(call(1));
  other.stored('b');
  expect(other.happened(call(2))).toBeUndefined();
});

it('takes progress since the first call', () => {
  const runs = new OutsideRuns();
  runs.happened(call(1));
  runs.stored('a');
  runs.happened(call(1, { effect: 'mail' }));
  expect(runs.happened(call(2, { effect: 'mail' }))).toBeUndefined();
});
