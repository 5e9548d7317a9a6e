import { expect, it } from 'vitest';
import { EPOCH_MS } from '../core/clock.ts';
import { NOTHING } from '../core/footprint.ts';
import { virtualTime } from '../core/virtual-time.ts';
import type { TraceEvent } from '../trace/event.ts';
import { sinceStart, withTimesSinceStart } from './since-start.ts';

const START_MS = EPOCH_MS + 333 * 86_400_000 + 12_345_678;
const pause = (seq: number, atMs: number): TraceEvent => ({
  type: 'timer fired',
  invocation: 'a',
  completion: 1,
  seq,
  atMs,
  footprint: NOTHING,
});

it('times of a run on a real server count from its first event', () => {
  const events = [pause(0, START_MS), pause(1, START_MS + 1_500)];
  expect(sinceStart(events).map(({ atMs }) => virtualTime(atMs))).toEqual(['0 ms', '1.5 s']);
  const message = `It was refused at ${virtualTime(START_MS + 250)} after 5 s, and 3 d later at ${virtualTime(START_MS + 61_000)}.`;
  expect(withTimesSinceStart(message, events)).toBe('It was refused at 250 ms after 5 s, and 3 d later at 1 min 1 s.');
});
