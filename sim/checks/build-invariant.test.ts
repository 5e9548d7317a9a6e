/** Goal: conditions over writes, effects and the final state are asked where they say. Method: short runs, and what was asked. */
import { describe, expect, it } from 'vitest';
import { beganEffect, clear, created, set, stored, type Happenings } from '../trace/testing/happenings.ts';
import { atRest, everyEffectCall, everyWrite, type EffectRequest, type Written } from './build-invariant.ts';
import { judged, type Judged } from './testing/judged.ts';

describe('every write', () => {
  const asked: Written<number>[] = [];
  const rule = everyWrite<number>('balances are positive', { service: 'Bank', state: 'balance' }, (written) => {
    asked.push(written);
    return written.value >= 0 ? true : `${written.value} is negative.`;
  });
  const run = (...happenings: readonly Happenings[]): Judged => {
    asked.length = 0;
    return judged(rule, happenings);
  };
  const a = created('a', 'Bank/ann/debit');

  it('is asked with what was there before, by key', () => {
    const b = [created('b', 'Bank/bob/debit'), stored('b', 1, set('balance', 3))];
    const { said, exercised } = run(a, stored('a', 1, set('balance', 1)), b, stored('a', 2, set('balance', 2)));
    expect([said, exercised]).toEqual([[], 3]);
    expect(asked).toEqual([
      { key: 'ann', value: 1, before: undefined },
      { key: 'bob', value: 3, before: undefined },
      { key: 'ann', value: 2, before: 1 },
    ]);
  });

  it('says which write is wrong', () => {
    expect(run(a, stored('a', 4, set('balance', -1)), stored('a', 5, set('balance', 0))).said).toEqual([
      {
        message: 'debit of Bank/ann (invocation a) wrote to Bank/ann at 2 s (entry 4): -1 is negative.',
        events: [2],
        handler: 'Bank/debit',
      },
    ]);
    expect(asked[1]).toMatchObject({ before: -1 });
    expect(run(created('a', 'Bank/debit'), stored('a', 1, set('balance', -1))).said).toMatchObject([
      { message: expect.stringContaining('wrote to Bank at 2 s') },
    ]);
    expect(asked).toMatchObject([{ key: '' }]);
  });

  it('is one of that state and that service', () => {
    const other = [
      created('o', 'Shop/ann/buy'),
      stored('o', 1, set('balance', -1)),
      stored('z', 1, set('balance', -1)),
    ];
    expect(run(other, a, stored('a', 1, set('note', -1)), stored('a', 2, clear('balance')))).toMatchObject({
      said: [],
      exercised: 0,
    });
  });

  it('has the name that it was given', () => {
    expect(rule.name).toBe('balances are positive');
  });
});

describe('at rest', () => {
  it('is asked one time, when the run has settled', () => {
    const rule = atRest('all is paid', (view) => view.effect('paid') === 1 || 'one is open.');
    expect(judged(rule, [created('a', 'Bank/x')], { effect: () => 1 })).toEqual({
      said: [],
      atEnd: undefined,
      left: [],
      exercised: 1,
    });
    expect(judged(rule, []).atEnd).toEqual({ message: 'When the run had settled: one is open.', events: [] });
    expect(rule.name).toBe('all is paid');
  });
});

describe('every call of an effect', () => {
  const asked: EffectRequest<number>[] = [];
  const rule = everyEffectCall<number>('payments are positive', 'pay', (request) => {
    asked.push(request);
    return request.input > 0 ? true : 'nothing is paid.';
  });
  const a = created('a', 'Shop/x/buy');

  it('is asked with its caller', () => {
    expect(judged(rule, [a, beganEffect('pay', 'a', { input: 1 })])).toMatchObject({ said: [], exercised: 1 });
    expect(asked[0]).toMatchObject({ input: 1, by: { invocation: 'a', kind: 'EXCLUSIVE' } });
    expect(asked[0]?.view.who('a')).toBe(asked[0]?.by);
    expect(judged(rule, [a, beganEffect('pay', 'a', { input: 0 })]).said).toEqual([
      {
        message: 'buy of Shop/x (invocation a) called "pay" at 2 s: nothing is paid.',
        events: [2],
        handler: 'Shop/buy',
      },
    ]);
  });

  it('is not one of a zombie, of a test, of another effect or of an unknown caller', () => {
    const run = [
      a,
      beganEffect('pay', 'a', { input: 0, zombie: true }),
      beganEffect('pay', undefined, { input: 0 }),
      beganEffect('mail', 'a', { input: 0 }),
      beganEffect('pay', 'z', { input: 0 }),
    ];
    expect(judged(rule, run)).toMatchObject({ said: [], exercised: 0 });
  });

  it('has the name that it was given', () => {
    expect(rule.name).toBe('payments are positive');
  });
});
