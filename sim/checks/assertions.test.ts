import { describe, expect, it } from 'vitest';
import type { AssertionKind, TraceEvent } from '../trace/event.ts';
import { Beliefs } from './assertions.ts';

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
  const beliefs = new Beliefs(expected);
  for (const event of events) beliefs.add(event);
  return beliefs.missing();
}

describe('over a campaign', () => {
  it('what must sometimes be so has to come true once', () => {
    expect(missingAfter([], said('sometimes', 'empty', false))).toEqual([
      'sometimes "empty" (looked at, and never so)',
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

  it('what must always or never be so has to be looked at', () => {
    expect(missingAfter(['in range', 'overflows'], said('always', 'in range', true))).toEqual([
      'assertion "overflows"',
    ]);
    expect(missingAfter([], said('never', 'overflows', true))).toEqual([]);
  });
});
