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
  return { type: 'attempt failed', invocation: 'a', code: 500, message, retryInMs: 50, ...more };
}

const paused = { type: 'paused', invocation: 'a', why: 'x' };

/** Type, message and place among the events of each row. */
function shown(...happenings: readonly object[]) {
  return rowsOf(...happenings).map((row) => [row.event_type, row.error_message, Number(row.appended_at.at(-2))]);
}

it('of equal failures in a row the first is kept; another error or a pause between them begins a new row', () => {
  const other = failed('no', { code: 409 });
  expect(shown(failed('no'), failed('no'), other, failed('no'), paused, failed('no'))).toEqual([
    ['TransientError', 'no', 0],
    ['TransientError', 'no', 2],
    ['TransientError', 'no', 3],
    ['Paused', 'no', 4],
    ['TransientError', 'no', 5],
  ]);
});

it.each([
  ['a command', { type: 'appended', invocation: 'a' }, true],
  ['the result of a run', notified({ type: 'completion', of: 'Run' }), true],
  ['the end of a sleep', notified({ type: 'completion', of: 'Sleep' }), false],
  ['a signal', notified({ type: 'signal' }), false],
  ['a suspension', { type: 'suspended', invocation: 'a' }, true],
])('an equal failure after %s has a row of its own: %s', (_, between, isNew) => {
  const rows = [['TransientError', 'no', 0], ...(isNew ? [['TransientError', 'no', 2]] : [])];
  expect(shown(failed('no'), between, failed('no'))).toEqual(rows);
});

it('a failure that is not retried has no row: it is in the pause that follows', () => {
  const last = failed('last', { retryInMs: undefined });
  expect(shown(failed('no'), last, paused)).toEqual([
    ['TransientError', 'no', 0],
    ['Paused', 'last', 2],
  ]);
  expect(shown(last)).toEqual([]);
});

it('a pause of what has gone on since it failed has no failure', () => {
  const suspended = { type: 'suspended', invocation: 'a' };
  expect(shown(failed('no'), suspended, paused)).toEqual([
    ['TransientError', 'no', 0],
    ['Paused', undefined, 2],
  ]);
});

function notified(notification: object): object {
  return { type: 'notified', invocation: 'a', notification };
}

it('failures and pauses of other invocations are not in it', () => {
  const other = { invocation: 'b' };
  expect(rowsOf(failed('no', other), { ...paused, ...other })).toEqual([]);
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
