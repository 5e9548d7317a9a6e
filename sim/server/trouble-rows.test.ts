import { expect, it } from 'vitest';
import type { Happening, TraceEvent } from '../trace/event.ts';
import { invoked } from './testing/invocations.ts';
import { troublesOf } from './trouble-rows.ts';

type Failure = Partial<Extract<Happening, { type: 'attempt failed' }>>;

function rowsOf(...happenings: readonly object[]) {
  const events = happenings.map((one, seq) => ({ seq, atMs: seq, ...one }) as TraceEvent);
  return troublesOf(invoked('a'), events);
}

function failed(message: string, more: Failure = {}): object {
  return { type: 'attempt failed', invocation: 'a', code: 500, message, ...more };
}

it('of equal failures in a row the first is kept; another error or a pause between them begins a new row', () => {
  const paused = { type: 'paused', invocation: 'a', why: 'x' };
  const rows = rowsOf(failed('no'), failed('no'), failed('no', { code: 409 }), failed('no'), paused, failed('no'));
  expect(rows.map(({ event_type, error_code, appended_at }) => [event_type, error_code, appended_at.at(-2)])).toEqual([
    ['TransientError', 500, '0'],
    ['TransientError', 409, '2'],
    ['TransientError', 500, '3'],
    ['Paused', undefined, '4'],
    ['TransientError', 500, '5'],
  ]);
});

it('failures and pauses of other invocations are not in it', () => {
  const other = { invocation: 'b' };
  expect(rowsOf(failed('no', other), { type: 'paused', why: 'x', ...other })).toEqual([]);
});

it.each([
  ['an error of user code', failed('boom'), 'RT0007'],
  ['a journal that does not match', failed('other entry', { code: 570 }), 'RT0016'],
  ['an unknown target', failed('cannot process command Call: the service handler A/b was not found'), 'RT0018'],
  ['another refusal', failed('cannot process command SetState: cannot write'), 'RT0017'],
  ['a message with its own code', failed('[RT0012] too large'), 'RT0012'],
  ['a code that is not at the beginning', failed('boom [RT0012]'), 'RT0007'],
])('the documentation has a code for %s', (_, happening, code) => {
  expect(rowsOf(happening)[0]?.restate_doc_error_code).toBe(code);
});
