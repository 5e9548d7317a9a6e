/** Goal: an effect counts for the invocation that called it and for all its callers. Method: short trees of calls. */
import { expect, it } from 'vitest';
import { EffectCounts } from './effect-counts.ts';

it('counts for each caller on the way, by the name of the effect', () => {
  const counts = new EffectCounts();
  counts.happened('pay', 'a/2/1');
  counts.happened('pay', 'a/2');
  counts.happened('mail', 'a/2');
  expect(['a', 'a/2', 'a/2/1', 'a/3', 'b'].map((one) => counts.times('pay', one))).toEqual([2, 2, 1, 0, 0]);
  expect(counts.times('mail', 'a')).toBe(1);
  expect(counts.times('other', 'a')).toBe(0);
});

it('counts for those that found the invocation, and for their callers, before and after they did', () => {
  const counts = new EffectCounts();
  counts.happened('pay', 'a');
  counts.happened('mail', 'z');
  counts.found('b/1', 'a');
  counts.found('c/1', 'a');
  expect(['a', 'b', 'b/1', 'c', 'c/1'].map((one) => counts.times('pay', one))).toEqual([1, 1, 1, 1, 1]);
  counts.happened('pay', 'a/5');
  expect(['a', 'b', 'b/1', 'c', 'c/1'].map((one) => counts.times('pay', one))).toEqual([2, 2, 2, 2, 2]);
  expect(counts.times('mail', 'b')).toBe(0);
});

it('counts several of them at once', () => {
  const counts = new EffectCounts();
  counts.happened('pay', 'a');
  counts.happened('pay', 'a');
  counts.found('b', 'a');
  expect(counts.times('pay', 'b')).toBe(2);
});

it('counts one time for invocations that have found each other', () => {
  const counts = new EffectCounts();
  counts.found('b', 'a');
  counts.found('a/1', 'b');
  counts.happened('pay', 'a/1');
  expect(['a', 'a/1', 'b'].map((one) => counts.times('pay', one))).toEqual([1, 1, 1]);
});
