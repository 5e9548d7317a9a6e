import { describe, expect, it } from 'vitest';
import { answersOf, crashesChangeNothing } from './crash-equivalence.ts';
import type { TraceEvent } from '../trace/event.ts';
import { encodeUtf8 } from '../core/utf8.ts';

describe('a run with crashes', () => {
  it('holds when some run without crashes ends the same, in any order of fields', () => {
    const crashFree = { observed: [{ charged: 2 }, { shipped: true, charged: 1 }], complete: true };
    expect(crashesChangeNothing({ charged: 1, shipped: true }, crashFree, [])).toBeUndefined();
  });

  it('is broken when none does and all of them are known', () => {
    const breach = crashesChangeNothing({ charged: 2 }, { observed: [{ charged: 1 }], complete: true }, [4, 9]);
    expect(breach).toMatchObject({ kind: 'crash changed the outcome', events: [4, 9] });
    expect(breach?.advice).toBeUndefined();
    expect(breach?.message).toContain(
      'the run ended in {"charged":2}, but the same operations without crashes end in {"charged":1}',
    );
    expect(breach?.message).toContain('All such runs were made');
  });

  it('is advice when not all of them are known', () => {
    const breach = crashesChangeNothing({ charged: 2 }, { observed: [{ charged: 1 }], complete: false }, []);
    expect(breach).toMatchObject({ advice: true });
    expect(breach?.message).toContain('Not all such runs were made');
  });

  it('names the nearest outcome of several', () => {
    const observed = [
      { charged: 0, note: 'none' },
      { charged: 1, note: 'paid by card' },
    ];
    const breach = crashesChangeNothing({ charged: 2, note: 'paid by card' }, { observed, complete: true }, []);
    expect(breach?.message).toContain('2 outcomes, the nearest of which is {"charged":1,"note":"paid by card"}');
  });

  it('has no verdict when no run without crashes is known', () => {
    expect(crashesChangeNothing({}, { observed: [], complete: true }, [])).toBeUndefined();
  });
});

describe('the responses of a run', () => {
  it('are values and failures, without broken connections', () => {
    const answer = (operation: string, status: number, body: string): TraceEvent => ({
      type: 'answer',
      operation,
      status,
      body: encodeUtf8(body),
      seq: 0,
      atMs: 0,
      footprint: { reads: [], writes: [] },
    });
    const answers = answersOf([
      answer('a', 200, '{"x":1}'),
      answer('b', 409, 'no'),
      answer('c', 0, ''),
      answer('d', 200, ''),
    ]);
    expect([...answers]).toEqual([
      ['a', { value: { x: 1 } }],
      ['b', { failure: 409 }],
      ['d', { value: undefined }],
    ]);
  });
});
