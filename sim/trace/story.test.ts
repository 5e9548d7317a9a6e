import { describe, expect, it } from 'vitest';
import { NOTHING } from '../core/footprint.ts';
import type { Happening, TraceEvent } from './event.ts';
import { storyOf } from './story.ts';

const traceOf = (happenings: readonly Happening[]): TraceEvent[] =>
  happenings.map((happening, seq) => ({ ...happening, seq, atMs: 1_767_225_600_000 + seq, footprint: NOTHING }));

const failed = (attempt: number, message: string): Happening => ({
  type: 'attempt failed',
  invocation: 'a',
  attempt,
  code: 500,
  message,
  retryInMs: 500,
  mismatch: undefined,
});

describe('a story', () => {
  it('tells the first and the last of many failures that are alike, and how many there were', () => {
    const events = traceOf([1, 2, 3, 4, 5, 6, 7].map((attempt) => failed(attempt, 'down')));
    expect(storyOf(events, [])).toEqual([
      '   0.000s  a attempt 1 fails: down',
      '   0.006s  a attempt 7 fails: down (and 5 times in between)',
    ]);
  });

  it('tells every one of a few, and those that are not alike', () => {
    const events = traceOf([failed(1, 'down'), failed(2, 'down'), failed(3, 'down'), failed(4, 'slow')]);
    expect(storyOf(events, [])).toHaveLength(4);
  });

  it('has words for whatever shows a finding', () => {
    const events = traceOf([
      { type: 'lock taken', invocation: 'a', key: 'Account/ann' },
      { type: 'zombie', invocation: 'a', attempt: 1, why: 'killed' },
      { type: 'effect began', effect: 'mail', call: 'c', invocation: 'a', attempt: 1, run: 2, zombie: false, input: 1 },
    ]);
    expect(storyOf(events, [0, 1, 2])).toEqual([
      '   0.000s  a is given the key Account/ann',
      '   0.001s  a, attempt 1, lives on as a zombie: killed',
      '   0.002s  a begins the effect mail',
    ]);
  });
});
