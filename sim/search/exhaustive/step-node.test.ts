/** Goal: events are compared by their step, their choices and what they touch. Method: nodes by hand. */
import { expect, it } from 'vitest';
import type { Footprint } from '../../core/footprint.ts';
import { eventOf, independent, type Event } from './step-node.ts';

const writes = (...names: readonly string[]): Footprint => ({ reads: [], writes: names });
const event = (name: string, footprint: Footprint): Event => ({ name, picks: '', points: 0, footprint });

it('two events are independent where they are different steps that touch nothing in common', () => {
  expect(independent(event('a', writes('x')), event('b', writes('y')))).toBe(true);
  expect(independent(event('a', writes('x')), event('b', writes('x')))).toBe(false);
  expect(independent(event('a', writes('x')), event('a', writes('y')))).toBe(false);
});

it('an event has the choices that are not quiet, and counts all of them', () => {
  const picks = [
    { key: 'effect x', options: 3, chosen: 2 },
    { key: 'jitter y', options: 2, chosen: 0 },
    { key: 'trouble z', options: 2, chosen: 1 },
  ];
  const node = {
    enabled: ['a'],
    sleep: [],
    done: [],
    finished: new Set<string>(),
    chains: [],
    chosen: 'a',
    footprint: writes('x'),
    picks,
  };
  expect(eventOf(node)).toEqual({ name: 'a', picks: 'effect x=2 trouble z=1', points: 3, footprint: writes('x') });
  expect(eventOf({ ...node, picks: [] })).toMatchObject({ picks: '', points: 0 });
});
