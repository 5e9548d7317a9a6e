import { describe, expect, it } from 'vitest';
import type { AssertionKind, TraceEvent } from '../trace/event.ts';
import { TEST_PASSES } from '../trace/event.ts';
import { EPOCH_MS } from '../core/clock.ts';
import { Assertions, assertionsHold } from './assertions.ts';
import type { RunView } from './invariant.ts';

const said = (kind: AssertionKind, name: string, held: boolean): TraceEvent => ({
  type: 'assertion',
  kind,
  name,
  held,
  invocation: 'a',
  attempt: 1,
  detail: undefined,
  seq: 0,
  atMs: 0,
  footprint: { reads: [], writes: [] },
});

function missingAfter(expected: readonly string[], ...events: readonly TraceEvent[]): string[] {
  const assertions = new Assertions(expected);
  for (const event of events) assertions.add(event);
  return assertions.missing();
}

describe('over a campaign', () => {
  it('a `sometimes` condition has to be true at least once', () => {
    expect(missingAfter([], said('sometimes', 'empty', false))).toEqual([
      'sometimes "empty" (evaluated, and never true)',
    ]);
    expect(
      missingAfter(
        [],
        said('sometimes', 'empty', false),
        said('sometimes', 'empty', true),
        said('sometimes', 'empty', false),
      ),
    ).toEqual([]);
  });

  it('an `always` or `never` condition has to be evaluated', () => {
    expect(missingAfter(['in range', 'overflows'], said('always', 'in range', true))).toEqual([
      'assertion "overflows"',
    ]);
    expect(missingAfter([], said('never', 'overflows', true))).toEqual([]);
  });
});

describe('in one run', () => {
  // The invocations of these events are not known.
  const breachOf = (event: TraceEvent) => {
    const watcher = assertionsHold.watch({ who: () => undefined } as unknown as RunView);
    const breach = watcher.see?.({ ...event, seq: 7, atMs: EPOCH_MS + 30 });
    return [breach?.message, breach?.kind, breach?.events, watcher.exercised()];
  };
  const detailed = (event: TraceEvent, detail: string): TraceEvent => ({ ...event, detail }) as TraceEvent;

  it('an assertion that does not hold is broken, with what was asserted, when, and the detail', () => {
    expect(breachOf(said('always', 'in range', false))).toEqual([
      'The scenario, asserts always "in range", but the condition was false at 30 ms.',
      'always in range',
      [7],
      1,
    ]);
    expect(breachOf(detailed(said('never', 'overflows', false), '7 of 5'))).toEqual([
      'The scenario, asserts never "overflows", but the condition was true at 30 ms (7 of 5).',
      'never overflows',
      [7],
      1,
    ]);
  });

  it('one that holds is not, and neither is a `sometimes`; both have been evaluated', () => {
    const fine = [undefined, undefined, undefined, 1];
    expect(breachOf(said('always', 'in range', true))).toEqual(fine);
    expect(breachOf(said('sometimes', 'empty', false))).toEqual(fine);
  });

  it('a test that throws fails, with what it threw', () => {
    expect(breachOf(said('always', TEST_PASSES, false))).toEqual(['The test fails.', TEST_PASSES, [7], 1]);
    expect(breachOf(detailed(said('always', TEST_PASSES, false), 'no'))[0]).toBe('The test fails. no');
  });
});
