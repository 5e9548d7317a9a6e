import { describe, expect, it } from 'vitest';
import type { AssertionKind, TraceEvent } from '../trace/event.ts';
import { Assertions } from './assertions.ts';

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
