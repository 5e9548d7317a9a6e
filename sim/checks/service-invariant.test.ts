/** Goal: an observer sees each invocation of one service, decoded. Method: short runs, and what the observer was given. */
import { describe, expect, it } from 'vitest';
import type { TraceEvent } from '../trace/event.ts';
import {
  arrived,
  asked,
  calls,
  clear,
  created,
  ended,
  get,
  killed,
  no,
  ok,
  removed,
  sends,
  set,
  signalled,
  stored,
  type Happenings,
} from '../trace/testing/happenings.ts';
import type { Breach } from './invariant.ts';
import {
  callBreach,
  describeCall,
  serviceInvariant,
  type CallEnd,
  type ServiceCall,
  type ServiceObserver,
  type StateWrite,
} from './service-invariant.ts';
import { judged, type Judged } from './testing/judged.ts';

/** What an observer was given, as data of that moment. */
type Seen = readonly [method: string, call: ServiceCall, more?: StateWrite | CallEnd];

function observed(...run: readonly Happenings[]): readonly Seen[] {
  const seen: Seen[] = [];
  watched(
    {
      onCreated: (call) => void seen.push(['created', structuredClone(call)]),
      onWrite: (call, write) => void seen.push(['wrote', structuredClone(call), write]),
      onCompleted: (call, end) => void seen.push(['completed', structuredClone(call), end]),
    },
    run,
  );
  return seen;
}

function watched(observer: Partial<ServiceObserver>, run: readonly Happenings[]): Judged {
  return judged(
    serviceInvariant('all is well', 'Bank', () => ({ exercised: () => 0, ...observer })),
    run,
  );
}

const ann: ServiceCall = {
  service: 'Bank',
  invocation: 'a',
  key: 'ann',
  handler: 'debit',
  input: { amount: 5 },
  runResults: [],
  killed: false,
};
const a = [asked('a', 'Bank/ann/debit', { amount: 5 }), created('a', 'Bank/ann/debit')];

describe('an invocation', () => {
  it('has the input of the request that created it', () => {
    expect(observed(a)).toEqual([['created', ann]]);
    expect(observed(created('a', 'Bank/ann/debit'))).toEqual([['created', { ...ann, input: undefined }]]);
  });

  it('has the input of the entry that called it, or sent it', () => {
    for (const command of [calls('Bank/bob/credit', 1, 7), sends('Bank/bob/credit', 7)])
      expect(observed(stored('x', 3, command), created('x/3', 'Bank/bob/credit'))).toEqual([
        ['created', { ...ann, invocation: 'x/3', key: 'bob', handler: 'credit', input: 7 }],
      ]);
  });

  it('is not one of another service', () => {
    const other = [asked('o', 'Shop/x/buy', 1), created('o', 'Shop/x/buy'), stored('o', 1, set('x', 1)), ended('o')];
    expect(observed(other)).toEqual([]);
    expect(observed(stored('x', 3, calls('Shop/bob/credit', 1, 7)), created('x/3', 'Bank/bob/credit'))).toMatchObject([
      ['created', { input: undefined }],
    ]);
  });

  it('of a plain service has an empty key', () => {
    expect(observed(created('a', 'Bank/total'))).toMatchObject([['created', { key: '', handler: 'total' }]]);
  });

  it('uses an input one time', () => {
    expect(observed(a, ended('a'), created('a', 'Bank/ann/debit'))[2]).toMatchObject(['created', { input: undefined }]);
  });
});

describe('a write', () => {
  const second = { seq: 3, atMs: expect.any(Number) as number };

  it('is decoded', () => {
    expect(observed(a, stored('a', 1, set('balance', 95)))[1]).toEqual([
      'wrote',
      ann,
      { name: 'balance', value: 95, ...second },
    ]);
  });

  it('is one of an open invocation of the service, and no other command', () => {
    expect(observed(a, stored('a', 1, get('x')), stored('a', 2, clear('x')))).toHaveLength(1);
    expect(observed(a, ended('a'), stored('a', 1, set('x', 1)))).toHaveLength(2);
    expect(observed(a, removed('a'), stored('a', 1, set('x', 1)), ended('a'))).toHaveLength(1);
    expect(observed(stored('z', 1, set('x', 1)))).toEqual([]);
  });
});

describe('an end', () => {
  it('is an output or a failure', () => {
    expect(observed(a, ended('a', ok([1])))[1]).toEqual([
      'completed',
      ann,
      { output: [1], seq: 3, atMs: expect.any(Number) },
    ]);
    expect(observed(a, ended('a', no('poor', 402)))[1]).toEqual([
      'completed',
      ann,
      { failure: { code: 402, message: 'poor' }, seq: 3, atMs: expect.any(Number) },
    ]);
  });

  it('comes one time, with what the invocation has computed, and whether it was killed', () => {
    const run = [a, arrived('a', 'Run', 1, ok(7)), arrived('a', 'Run', 2, ok('x')), killed('a'), killed('z')];
    expect(observed(run, ended('a'), ended('a'), ended('z')).slice(1)).toMatchObject([
      [
        'completed',
        {
          runResults: [
            { value: 7, seq: 3 },
            { value: 'x', seq: 4 },
          ],
          killed: true,
        },
        { seq: 7 },
      ],
    ]);
    const others = [
      a,
      arrived('a', 'Run', 1, no('x')),
      arrived('a', 'Run', 1),
      arrived('a', 'Sleep', 1, ok(1)),
      signalled('a', { index: 17 }, ok(1)),
      arrived('z', 'Run', 1, ok(1)),
    ];
    expect(observed(others, ended('a'))[1]).toMatchObject(['completed', { runResults: [] }, { seq: 8 }]);
  });
});

describe('what an observer says', () => {
  const breach: Breach = { message: 'It is wrong.', events: [1] };

  it('gets the name of the invocation and the time, where it is a sentence', () => {
    const write = watched({ onWrite: () => 'the balance is negative.' }, [a, stored('a', 1, set('x', -1))]);
    expect(write.said).toEqual([
      {
        message: 'debit of Bank/ann (invocation a) at 3 s: the balance is negative.',
        events: [3],
        handler: 'Bank/debit',
        kind: undefined,
      },
    ]);
    const end = watched({ onCompleted: () => 'it failed.' }, [a, ended('a')]);
    expect(end.said).toMatchObject([{ message: 'debit of Bank/ann (invocation a) at 3 s: it failed.', events: [3] }]);
  });

  it('stays as it is where it is a breach', () => {
    expect(watched({ onWrite: () => breach }, [a, stored('a', 1, set('x', -1))]).said).toEqual([breach]);
    expect(watched({ onSettled: () => breach }, []).atEnd).toBe(breach);
  });

  it('about any event comes after what it says about an invocation', () => {
    const order: string[] = [];
    const seen: TraceEvent[] = [];
    watched(
      {
        onCreated: () => void order.push('created'),
        onEvent: (event) => {
          order.push(event.type);
          seen.push(event);
          return undefined;
        },
      },
      [a, ended('z')],
    );
    expect(order).toEqual(['operation', 'created', 'invocation created', 'completed']);
    expect(
      watched({ onEvent: () => breach, onWrite: () => 'first.' }, [a, stored('a', 1, set('x', 1))]).said.map(
        ({ message }) => message,
      ),
    ).toEqual(['It is wrong.', 'It is wrong.', 'debit of Bank/ann (invocation a) at 3 s: first.']);
  });

  it('is counted by itself', () => {
    expect(watched({ exercised: () => 7 }, []).exercised).toBe(7);
    expect(serviceInvariant('all is well', 'Bank', () => ({ exercised: () => 0 })).name).toBe('all is well');
    expect(
      judged(
        serviceInvariant('x', 'Bank', (view) => ({ exercised: () => Number(view.who('a')?.kind === 'EXCLUSIVE') })),
        a,
      ).exercised,
    ).toBe(1);
  });
});

it('a breach names the invocation, and the events that show it', () => {
  expect(callBreach(ann, { message: 'was late.', seq: [3, 4], kind: 'late' })).toEqual({
    message: 'debit of Bank/ann (invocation a) was late.',
    events: [3, 4],
    handler: 'Bank/debit',
    kind: 'late',
  });
  expect(describeCall({ ...ann, key: '' })).toBe('debit of Bank (invocation a)');
});
