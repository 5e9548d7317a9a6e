/** Goal: a promise that is resolved after its workflow has ended is noticed. Method: one workflow, one late handler. */
import { expect, it } from 'vitest';
import type { Happening } from '../../trace/event.ts';
import { created, ended, forgotten, no, ok, stored, type Happenings } from '../../trace/testing/happenings.ts';
import { judged } from '../testing/judged.ts';
import { adviceWithout } from './advice.ts';

const said = (...run: readonly Happenings[]): readonly unknown[] => judged(adviceWithout([]), run).said;
const flow = created('f', 'Flow/1/run', 'WORKFLOW');
const late = created('l', 'Flow/1/pay', 'SHARED');
const resolves = stored('l', 3, { type: 'CompletePromise', key: 'paid', result: ok(1), completion: 1 });
const done: Happening = { type: 'promise completed', key: 'Flow/1', name: 'paid', result: ok(1) };

it('says that nothing waits for it any more', () => {
  expect(said(flow, ended('f'), late, resolves, done, ended('l'))).toEqual([
    {
      message:
        'pay of Flow/1 (invocation l) resolves the promise "paid" (entry 3) at 5 s, but the run of Flow/1 ended at 2 s, so nothing waits for it, and its caller gets a success. Let the run record in state that it has ended, and refuse when it has. (late-resolution)',
      events: [2, 4, 5],
      handler: 'Flow/pay',
      kind: 'late-resolution',
      location: 'late-resolution Flow/pay paid',
      advice: true,
    },
  ]);
});

it('counts a run that failed, and not one that was cancelled', () => {
  const end = (message: string, code: number): readonly unknown[] =>
    said(flow, ended('f', no(message, code)), late, resolves, done, ended('l'));
  expect(end('broken', 500)).toHaveLength(1);
  expect(end('Cancelled', 409)).toEqual([]);
  expect(end('conflict', 409)).toHaveLength(1);
  expect(end('Cancelled', 500)).toHaveLength(1);
});

it('is nothing where the run has not ended, or its record is gone', () => {
  expect(said(flow, late, resolves, done, ended('l'))).toEqual([]);
  expect(said(flow, late, resolves, done, ended('f'), ended('l'))).toEqual([]);
  expect(said(flow, ended('f'), forgotten('f'), late, resolves, done, ended('l'))).toEqual([]);
  expect(said(flow, ended('f'), late, resolves, done, forgotten('f'), ended('l'))).toEqual([]);
  const other = created('o', 'Flow/1/pay', 'SHARED');
  expect(said(flow, ended('f'), other, forgotten('o'), late, resolves, done, ended('l'))).toHaveLength(1);
});

it('is nothing where the handler fails, the promise was complete before, or another command was stored', () => {
  expect(said(flow, ended('f'), late, resolves, done, ended('l', no('late')))).toEqual([]);
  expect(said(flow, ended('f'), late, resolves, ended('l'))).toEqual([]);
  expect(said(flow, ended('f'), late, done, ended('l'))).toEqual([]);
  const other = stored('l', 3, { type: 'PeekPromise', key: 'paid', completion: 1 });
  expect(said(flow, ended('f'), late, other, done, ended('l'))).toEqual([]);
});

it('is about workflows and about the handler that resolves', () => {
  const object = created('f', 'Flow/1/run', 'EXCLUSIVE');
  expect(said(object, ended('f'), late, resolves, done, ended('l'))).toEqual([]);
  expect(said(flow, ended('f'), late, created('m', 'Flow/1/look', 'SHARED'), resolves, done, ended('m'))).toEqual([]);
  expect(said(flow, ended('f'), resolves, done, ended('l'))).toEqual([]);
});
