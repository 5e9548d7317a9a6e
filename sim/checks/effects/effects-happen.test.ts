/** Goal: effects happen as promised. Method: short runs, one for each promise and each way to break it or just not. */
import { describe, expect, it } from 'vitest';
import {
  arrived,
  beganEffect,
  created,
  ended,
  found,
  happened,
  no,
  ok,
  runs,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import type { Breach } from '../invariant.ts';
import { judged, type Judged } from '../testing/judged.ts';
import { effectsHappen } from './effects-happen.ts';
import type { EffectPromises } from './promises.ts';

const judge = (promises: Readonly<Record<string, EffectPromises>>, ...run: readonly Happenings[]): Judged =>
  judged(effectsHappen(promises), run);
const said = (...run: readonly Happenings[]): readonly Breach[] => judge({}, ...run).said;

const a = created('a', 'Shop/buy');
const inRun = { run: 1 };
/** The run at entry 1 has a stored result. */
const done = [a, stored('a', 1, runs('pay', 1)), arrived('a', 'Run', 1)];

describe('an effect in a ctx.run', () => {
  it('is not called again once the result is stored', () => {
    expect(said(done, beganEffect('pay', 'a', inRun))).toEqual([
      {
        message:
          'buy of Shop (invocation a) called the effect "pay" again at 4 s, in attempt 1, although the result of its ctx.run (entry 1) is stored; a replay must return the stored result. This is a fault of the engine.',
        events: [4],
        handler: 'Shop/buy',
        kind: 'ran again',
      },
    ]);
  });

  it('may be called while it is not stored, by a zombie, outside of a run, or by a test', () => {
    expect(said(a, stored('a', 1, runs('pay', 1)), beganEffect('pay', 'a', inRun))).toEqual([]);
    expect(said(done, beganEffect('pay', 'a', { run: 1, zombie: true }))).toEqual([]);
    expect(said(done, beganEffect('pay', 'a'))).toEqual([]);
    expect(said(done, beganEffect('pay', undefined, inRun))).toEqual([]);
    expect(said(done, beganEffect('pay', 'a', { run: 2 }))).toEqual([]);
  });

  it('is advice where it happens after the result is stored', () => {
    const because = (more: object): unknown => said(done, happened('pay', 'a', { ...inRun, ...more }))[0];
    expect(because({})).toEqual({
      message:
        'The effect "pay" of Shop/buy happened only after the result of its ctx.run was stored: the closure does not await it, so a crash loses it. Await it inside the closure.',
      events: [4],
      handler: 'Shop/buy',
      kind: 'not awaited',
      advice: true,
    });
    expect(because({ zombie: true })).toEqual({
      message:
        'The effect "pay" of Shop/buy happened again after the result of its ctx.run was stored: the code of a lost attempt was still running. That can happen in production; give the effect an idempotency key that is the same in every attempt.',
      events: [4],
      handler: 'Shop/buy',
      kind: 'zombie ran again',
      advice: true,
    });
    expect(because({ zombie: true, key: 'k' })).toMatchObject({
      message:
        'The effect "pay" of Shop/buy happened for the first time with its key after the result of its ctx.run was stored: the code of a lost attempt was still running. That can happen in production; a compensation then comes too early, unless the outside system refuses a key whose effect was undone.',
    });
    expect(because({ repeated: true })).toBeUndefined();
  });

  it('is fine where it happens before', () => {
    expect(said(a, stored('a', 1, runs('pay', 1)), happened('pay', 'a', inRun))).toEqual([]);
    expect(said(a, happened('pay', undefined, inRun))).toEqual([]);
  });
});

describe('an effect outside of ctx.run', () => {
  const advised = {
    message:
      'Shop/buy calls the effect "pay" outside of ctx.run, so its result is not stored: each replay calls it again. Call it inside ctx.run.',
    handler: 'Shop/buy',
    kind: 'outside ctx.run: pay',
    advice: true,
  };

  it('is advice', () => {
    expect(said(a, happened('pay', 'a'))).toEqual([{ ...advised, events: [2] }]);
    expect(said(a, happened('pay', 'a', { zombie: true }))).toEqual([]);
    expect(said(a, happened('pay', undefined))).toEqual([]);
    expect(said(happened('pay', 'z'))).toMatchObject([
      { handler: 'A handler', message: expect.stringMatching(/^A handler calls/) },
    ]);
  });

  it('is a breach when a replay repeats it', () => {
    const first = [a, happened('pay', 'a'), stored('a', 1, runs('x', 1))];
    expect(said(first, happened('pay', 'a', { attempt: 2 }))[1]).toEqual({
      message:
        'buy of Shop (invocation a) made the effect "pay" happen again at 4 s, when attempt 2 replayed what attempt 1 had done at 2 s. It is called outside of ctx.run, so its result is not stored. Call it inside ctx.run.',
      events: [2, 4],
      handler: 'Shop/buy',
      kind: 'outside ctx.run: pay',
    });
    expect(said(first, happened('pay', 'a', { attempt: 2, repeated: true }))[1]).toEqual({ ...advised, events: [4] });
  });
});

describe('an idempotency key', () => {
  const keyed = (seq: object): ReturnType<typeof happened> => happened('pay', 'a', { run: 1, key: 'k', ...seq });

  it('takes effect one time', () => {
    expect(said(a, keyed({}), keyed({}))).toEqual([
      {
        message:
          'buy of Shop (invocation a) made the effect "pay" happen at 3 s with the idempotency key "k", which had already taken effect at 2 s; a key must take effect once. Either `apply` ignores the key, or two different requests share one.',
        events: [2, 3],
        handler: 'Shop/buy',
        kind: 'twice for one key',
      },
    ]);
    expect(said(a, keyed({}), keyed({ repeated: true }))).toEqual([]);
    expect(said(a, keyed({}), keyed({ effect: 'mail' }), keyed({ key: 'j' }))).toEqual([]);
  });

  it('stays the same in each attempt', () => {
    expect(said(a, keyed({}), keyed({ key: 'j', attempt: 2 }))).toEqual([
      {
        message:
          'Shop/buy called the effect "pay" with one idempotency key in one attempt and another key in the next, so the effect happened twice. Make the key before the ctx.run, from what is in the journal: ctx.rand.uuidv4(), the invocation id, or the input.',
        events: [2, 3],
        handler: 'Shop/buy',
        kind: 'key changed',
        advice: true,
      },
    ]);
    expect(said(a, keyed({}), keyed({ key: 'j', attempt: 2, run: 2 }))).toEqual([]);
    expect(said(a, keyed({}), keyed({ key: 'j', attempt: 2, effect: 'mail' }))).toEqual([]);
    expect(said(a, keyed({}), created('b', 'Shop/buy'), keyed({ key: 'j', attempt: 2, invocation: 'b' }))).toEqual([]);
    expect(said(a, keyed({}), keyed({ attempt: 2, repeated: true }))).toEqual([]);
    expect(said(a, keyed({ invocation: undefined }), keyed({ key: 'j', attempt: 2, invocation: undefined }))).toEqual(
      [],
    );
    expect(
      said(a, keyed({ run: undefined, zombie: true }), keyed({ key: 'j', attempt: 2, run: undefined, zombie: true })),
    ).toEqual([]);
  });
});

describe('what a scenario declares', () => {
  it('about the order holds', () => {
    const promises = { ship: { after: ['pay', 'pack'] } };
    const pay = happened('pay', 'a/1', inRun);
    const pack = happened('pack', 'a/2', inRun);
    expect(judge(promises, a, pay, pack, happened('ship', 'a/3', inRun)).said).toEqual([]);
    expect(judge(promises, a, created('a/3', 'Post/go'), pay, happened('ship', 'a/3', inRun)).said).toEqual([
      {
        message:
          'go of Post (invocation a/3) made the effect "ship" happen at 4 s before "pack", which must come first (after). Await "pack" before calling "ship".',
        events: [4],
        handler: 'Post/go',
        kind: 'before pack',
      },
    ]);
    expect(judge(promises, happened('ship', undefined)).said).toMatchObject([
      { message: expect.stringMatching(/^An unknown caller made the effect "ship" happen/), handler: undefined },
    ]);
  });

  it('about what is owed holds', () => {
    const promises = { mail: { owedBy: ({ output }: { output: unknown }) => output === 'sold' } };
    const sold = [a, ended('a', ok('sold'))];
    expect(judge(promises, sold).atEnd).toEqual({
      message:
        'buy of Shop (invocation a) succeeded at 2 s, but its effect "mail" never happened. The effect declares (owedBy) that it must happen: call it before the handler returns, and await it.',
      events: [2],
      handler: 'Shop/buy',
      kind: 'never happened',
    });
    expect(judge(promises, sold, happened('mail', 'a', inRun)).atEnd).toBeUndefined();
    expect(judge(promises, a, happened('mail', 'a/1', inRun), ended('a', ok('sold'))).atEnd).toBeUndefined();
    expect(judge(promises, a, ended('a', ok('left'))).atEnd).toBeUndefined();
    expect(judge(promises, a, ended('a', no('sold'))).atEnd).toBeUndefined();
    expect(judge(promises, ended('z', ok('sold'))).atEnd).toBeUndefined();
  });

  it('about compensation holds', () => {
    const promises = { pay: { compensatedBy: 'refund' } };
    const pay = happened('pay', 'a', { run: 1 });
    const refund = happened('refund', 'a', { run: 2 });
    const kept = (times: string, undone: string): unknown => ({
      message: `buy of Shop (invocation a) failed at ${times === 'once' ? 3 : 5} s (sold out), but its effect "pay" stayed: it happened ${times}, and "refund", which undoes it, ${undone}. Register the compensation before calling the effect, not after: a call that returns an error may still have taken effect.`,
      events: [times === 'once' ? 3 : 5],
      handler: 'Shop/buy',
      kind: 'not compensated: pay',
    });
    const failure = ended('a', no('sold out'));
    expect(judge(promises, a, pay, failure).atEnd).toEqual(kept('once', 'never'));
    expect(judge(promises, a, pay, pay, refund, failure).atEnd).toEqual(kept('2 times', 'once'));
    expect(judge(promises, a, pay, refund, failure).atEnd).toBeUndefined();
    expect(judge(promises, a, pay, ended('a')).atEnd).toBeUndefined();
    expect(judge({ pay: {} }, a, pay, failure).atEnd).toBeUndefined();
    expect(judge(promises, pay, ended('a', no('sold out'))).atEnd).toBeUndefined();
    // What a callee did is the matter of the operation; it may undo it later.
    expect(
      judge(promises, a, created('a/1', 'Bank/debit'), happened('pay', 'a/1', inRun), ended('a/1', no('x')), refund)
        .atEnd,
    ).toBeUndefined();
    expect(judge(promises, a, pay, ended('a', no('killed'))).atEnd).toMatchObject({
      advice: true,
      kind: 'not compensated: pay',
    });
  });
});

describe('the count', () => {
  it('is how many effects happened', () => {
    expect(judge({}, a, happened('pay', 'a', inRun), happened('pay', 'a', { ...inRun, repeated: true }))).toMatchObject(
      { exercised: 2 },
    );
    expect(judge({}, a, beganEffect('pay', 'a', inRun)).exercised).toBe(0);
  });

  it('of one that the outside world knew is no other one', () => {
    const promises = { pay: { compensatedBy: 'refund' } };
    const again = happened('pay', 'a', { run: 1, repeated: true });
    const run = [a, happened('pay', 'a', inRun), again, happened('refund', 'a', { run: 2 }), ended('a', no('x'))];
    expect(judge(promises, run).atEnd).toBeUndefined();
    // The outside world may have known it before this invocation.
    expect(judge(promises, a, again, ended('a', no('x'))).atEnd).toMatchObject({ kind: 'not compensated: pay' });
  });

  it('is shared by calls that found one invocation', () => {
    const promises = { mail: { owedBy: () => true } };
    const run = [a, created('b', 'Shop/buy'), found('a/1', 'b/1'), happened('mail', 'a/1', inRun), ended('b')];
    expect(judge(promises, run).atEnd).toBeUndefined();
  });
});

it('says what it is about', () => {
  expect(effectsHappen({}).name).toBe('effects happen as promised');
});
