/** Goal: who is open, holds, queues and is unanswered is known at each moment. Method: short runs. */
import { expect, it } from 'vitest';
import type { EventOf, Happening } from '../../trace/event.ts';
import {
  answered,
  asked,
  began,
  created,
  ended,
  eventsOf,
  forgotten,
  found,
  gaveBack,
  ok,
  queued,
  removed,
  took,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { Situation } from './situation.ts';

function after(...run: readonly Happenings[]): Situation {
  const known = new Map<string, EventOf<'invocation created'>>();
  const situation = new Situation((invocation) => known.get(invocation));
  for (const event of eventsOf(...run)) {
    if (event.type === 'invocation created') known.set(event.invocation, event);
    situation.see(event);
  }
  return situation;
}

const a = created('a', 'Bank/ann/debit');
const b = created('b', 'Bank/ann/credit');

it('invocations are open until they end or are removed, and those are counted', () => {
  expect([...after(a, b).open.keys()]).toEqual(['a', 'b']);
  const gone = after(a, b, ended('a'), removed('b'));
  expect([gone.open.size, gone.endedCount]).toEqual([0, 2]);
  expect(after(a).endedCount).toBe(0);
});

it('an open invocation sees its events', () => {
  expect(after(a, b, began('a')).open.get('a')?.status).toBe('running');
  expect(after(a, b, began('a')).open.get('b')?.status).toBe('ready');
  expect(after(a, queued('a', 'Bank/ann'), took('a', 'Bank/ann')).open.get('a')?.status).toBe('ready');
  expect(after(began('z'), took('z', 'k')).open.size).toBe(0);
  const trouble: Happening = { type: 'trouble', trouble: 'x', point: 'y', invocation: undefined, attempt: undefined };
  expect(after(a, trouble).open.get('a')?.latest.seq).toBe(1);
});

it('a lock has a holder until it is given back', () => {
  expect(after(took('a', 'Bank/ann')).holders.get('Bank/ann')).toBe('a');
  expect(after(took('a', 'Bank/ann'), gaveBack('a', 'Bank/ann')).holders.size).toBe(0);
});

it('those that queue for a key are known, in order', () => {
  const others = [created('c', 'Bank/bob/debit'), queued('c', 'Bank/bob'), created('d', 'Bank/ann/debit')];
  const run = [a, b, queued('a', 'Bank/ann'), others, queued('b', 'Bank/ann')];
  expect(
    after(run)
      .queuedFor('Bank/ann')
      .map(({ created: one }) => one.invocation),
  ).toEqual(['a', 'b']);
  expect(
    after(run, took('a', 'Bank/ann'))
      .queuedFor('Bank/ann')
      .map(({ created: one }) => one.invocation),
  ).toEqual(['b']);
});

it('a call is unanswered until its response, or until its client gives up', () => {
  const names = (...run: readonly Happenings[]): readonly string[] => [...after(...run).unanswered.keys()];
  expect(names(asked('a', 'S/x'), asked('b', 'S/x'))).toEqual(['a', 'b']);
  expect(names(asked('a', 'S/x'), answered('a'))).toEqual([]);
  expect(names(asked('a', 'S/x'), { type: 'abandoned', operation: 'a' })).toEqual([]);
  expect(names(asked('a', 'S/x', undefined, { kind: 'send' }))).toEqual([]);
});

it('a call leads to the invocation that it created, or found', () => {
  expect(after(found('x', 'a/2')).calleeOf('a/2')).toBe('x');
  expect(after().calleeOf('a/2')).toBe('a/2');
});

it('an open invocation is found by its id, and an ended one by its name', () => {
  expect(after(a, b).byId('inv_b')).toBe('b');
  expect(after(a, b, ended('b')).byId('inv_b')).toBeUndefined();
  expect(after(a).ended('a')).toBeUndefined();
  expect(after(a, ended('a')).ended('a')).toMatchObject({ invocation: 'a' });
  expect(after().ended('z')).toBeUndefined();
});

it('promises of a workflow are complete until its record is removed', () => {
  const done: Happening = { type: 'promise completed', key: 'Flow/1', name: 'paid', result: ok(1) };
  expect(after(done).promises.get('Flow/1 paid')?.seq).toBe(1);
  const flow = created('f', 'Flow/1/run', 'WORKFLOW');
  expect(after(flow, ended('f'), forgotten('f')).forgotten.get('Flow/1')?.seq).toBe(3);
  expect(after(a, ended('a'), forgotten('a'), forgotten('z')).forgotten.size).toBe(0);
});
