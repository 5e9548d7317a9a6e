/** Goal: after faults have stopped, every invocation ends. Method: short runs that leave something open, and what is said of it. */
import { describe, expect, it } from 'vitest';
import { EPOCH_MS } from '../../core/clock.ts';
import { LimitReached } from '../../core/errors.ts';
import type { Command } from '../../journal/command.ts';
import type { Happening } from '../../trace/event.ts';
import {
  answered,
  arrived,
  asked,
  began,
  beganEffect,
  calls,
  created,
  ended,
  failed,
  forgotten,
  found,
  gaveBack,
  get,
  getLazy,
  no,
  ok,
  paused,
  queued,
  remarked,
  removed,
  runs,
  set,
  signalled,
  sleeps,
  stored,
  took,
  waits,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import type { Breach, StateView } from '../invariant.ts';
import { judged, type Judged } from '../testing/judged.ts';
import { everythingSettles, settles } from './settles.ts';

const judge = (...run: readonly Happenings[]): Judged => judged(everythingSettles, run);
const atEnd = (...run: readonly Happenings[]): Breach | undefined => judge(...run).atEnd;
const FAULT = 'This is a fault of the server model.';

/** An exclusive invocation that has its lock, runs, and awaits a command. */
const holding = (name: string, key: string, command?: Command, id = 'c1'): Happenings => [
  created(name, `Bank/${key}/debit`),
  took(name, `Bank/${key}`),
  began(name),
  command === undefined ? [] : stored(name, 1, command),
  waits(name, id),
];
const behind = (name: string, key: string): Happenings => [
  created(name, `Bank/${key}/credit`),
  queued(name, `Bank/${key}`),
];

it('holds when all have ended, and counts them', () => {
  const run = [asked('a', 'Mail/send'), created('a', 'Mail/send'), began('a'), ended('a'), answered('a'), removed('b')];
  expect(judge(run)).toEqual({ said: [], atEnd: undefined, left: [], exercised: 2 });
  expect(everythingSettles.name).toBe('everything settles');
});

describe('what has to come from outside', () => {
  const awakeable = [created('a', 'Mail/send'), began('a'), waits('a', 's17')];

  it('never comes', () => {
    expect(atEnd(awakeable)).toEqual({
      message:
        "send of Mail (invocation a) waits since 3 s for an awakeable of its own, and nothing in flight will ever provide it. Provide it on every path, or bound the wait with orTimeout. If the test provides it later, declare `owed: ['awakeable']`.",
      events: [1, 3],
      handler: 'Mail/send',
      kind: 'waits forever',
    });
  });

  it('is one of several', () => {
    expect(atEnd(created('a', 'Mail/send'), began('a'), waits('a', 'ngo', 's17'))?.message).toContain(
      ` for the signal "go" or an awakeable of its own, and nothing in flight will ever provide it. Provide it on every path, or bound the wait with orTimeout. If the test provides it later, declare \`owed: ['signal go', 'awakeable']\`.`,
    );
  });

  it('keeps others from going on', () => {
    const caller = [
      created('b', 'Shop/buy'),
      began('b'),
      stored('b', 2, calls('Mail/send', 1)),
      found('a', 'b/2'),
      waits('b', 'c1'),
    ];
    const message = atEnd(awakeable, caller)?.message;
    expect(message).toContain("`owed: ['awakeable']`. Because of it b cannot continue either.");
    const many = ['b', 'c', 'd', 'e', 'f', 'g', 'h'].map((name) => [
      created(name, 'Mail/send'),
      began(name),
      waits(name, 's17'),
    ]);
    expect(atEnd(awakeable, many)?.message).toContain(
      ' Because of it b, c, d, e, f and 2 more cannot continue either.',
    );
    expect(atEnd(awakeable, many.slice(0, 5))?.message).toContain(
      ' Because of it b, c, d, e, f cannot continue either.',
    );
  });

  const owing = (
    owed: readonly string[],
    services: Readonly<Record<string, readonly string[]>>,
    ...run: readonly Happenings[]
  ): Judged => judged(settles(owed, services), run);

  it('may be owed, by name or as anything', () => {
    expect(owing(['awakeable'], {}, awakeable)).toMatchObject({
      atEnd: undefined,
      left: [{ handler: 'Mail/send', invocation: 'a', what: 'an awakeable', event: 3 }],
    });
    expect(owing(['anything'], {}, awakeable).atEnd).toBeUndefined();
    expect(owing(['signal go'], {}, awakeable)).toMatchObject({ atEnd: { kind: 'waits forever' }, left: [] });
    expect(owing(['resume'], {}, awakeable)).toMatchObject({ atEnd: { kind: 'waits forever' }, left: [] });
  });

  it('is owed to single services in place of all', () => {
    expect(owing([], { Mail: ['awakeable'] }, awakeable).atEnd).toBeUndefined();
    expect(owing(['awakeable'], { Mail: [] }, awakeable).atEnd).toBeDefined();
    expect(owing(['awakeable'], { Shop: [] }, awakeable).atEnd).toBeUndefined();
  });

  it.each([
    ['ngo now', 'signal go now', 'the signal "go now"'],
    ['s1', 'cancel', 'a cancel'],
    ['s17', 'awakeable', 'an awakeable'],
  ])('is said in words: %s', (id, label, what) => {
    const run = [created('a', 'Mail/send'), began('a'), waits('a', id)];
    expect(owing([label], {}, run).left).toMatchObject([{ what }]);
  });

  it('is a promise of a workflow', () => {
    const run = [
      created('f', 'Flow/1/run', 'WORKFLOW'),
      began('f'),
      stored('f', 1, { type: 'GetPromise', key: 'paid', completion: 1 }),
      waits('f', 'c1'),
    ];
    expect(owing(['promise paid'], {}, run)).toMatchObject({
      atEnd: undefined,
      left: [{ what: 'the promise "paid"' }],
    });
    expect(atEnd(run)?.message).toContain('the durable promise "paid" of Flow/1, and nothing in flight');
  });

  it('excuses those that wait for it through a lock or a result, and names only the first', () => {
    const holder = holding('a', 'ann', undefined, 's17');
    const caller = [
      created('c', 'Shop/buy'),
      began('c'),
      stored('c', 2, calls('Bank/ann/credit', 1)),
      found('b', 'c/2'),
      waits('c', 'c1'),
    ];
    expect(owing(['awakeable'], {}, holder, behind('b', 'ann'), caller)).toMatchObject({
      atEnd: undefined,
      left: [{ invocation: 'a' }],
    });
    expect(owing([], {}, holder, behind('b', 'ann'), caller).atEnd?.message).toMatch(
      /^debit of Bank\/ann \(invocation a\) waits since/,
    );
  });

  it('does not excuse a sleep, a lost wake-up, or a circle', () => {
    const sleeping = [created('a', 'Mail/send'), began('a'), stored('a', 1, sleeps(1, 1)), waits('a', 'c1')];
    expect(owing(['anything'], {}, sleeping).atEnd).toMatchObject({ kind: 'lost wake-up' });
    expect(owing(['anything'], {}, awakeable, signalled('a', { index: 17 })).atEnd).toMatchObject({
      kind: 'lost wake-up',
    });
    const circle = [
      holding('a', 'ann', calls('Bank/ann/credit', 1)),
      created('a/1', 'Bank/ann/credit'),
      queued('a/1', 'Bank/ann'),
    ];
    expect(owing(['anything'], {}, circle).atEnd).toMatchObject({ kind: 'deadlock' });
  });
});

describe('a pause', () => {
  const stopped = [holding('a', 'ann', undefined, 's17'), paused('a', 'paused by an operator')];

  it('that no operator ends is said', () => {
    expect(atEnd(stopped)).toEqual({
      message:
        "debit of Bank/ann (invocation a) was paused at 5 s (paused by an operator), and no operator resumes it; it keeps the lock of Bank/ann, and later requests queue behind it. If the test resumes it later, declare `owed: ['resume']`.",
      events: [1, 5],
      handler: 'Bank/debit',
      kind: 'paused',
    });
    expect(atEnd(stopped, behind('b', 'ann'))?.message).toContain(
      '; it keeps the lock of Bank/ann, and b waits behind it. ',
    );
    expect(atEnd(stopped, behind('b', 'ann'), behind('c', 'ann'))?.message).toContain(', and b, c wait behind it. ');
    expect(atEnd(created('a', 'Mail/send'), paused('a', 'x'))?.message).toContain(
      'no operator resumes it. If the test',
    );
    expect(atEnd(created('a', 'Bank/ann/debit'), took('b', 'Bank/ann'), paused('a', 'x'))?.message).toContain(
      'resumes it. If',
    );
  });

  it('may be owed, and is not covered by anything', () => {
    expect(judged(settles(['resume']), stopped)).toMatchObject({
      atEnd: undefined,
      left: [{ what: 'a resume', event: 5 }],
    });
    expect(judged(settles(['anything']), stopped)).toMatchObject({ atEnd: { kind: 'paused' }, left: [] });
    expect(judged(settles(['resume']), [stopped, behind('b', 'ann')]).atEnd).toBeUndefined();
  });

  it('is named before other causes', () => {
    const waiting = [created('w', 'Mail/send'), began('w'), waits('w', 's17')];
    expect(atEnd(waiting, created('a', 'Mail/send'), paused('a', 'x'))).toMatchObject({ kind: 'paused' });
  });

  it('after the last attempt is a poison message where the code failed by itself', () => {
    const run = [
      created('a', 'Bank/ann/debit'),
      took('a', 'Bank/ann'),
      began('a'),
      failed('a', 'broken.'),
      failed('a', 'broken.'),
    ];
    expect(atEnd(run, paused('a', 'attempts exhausted'))).toEqual({
      message:
        "Poison message: debit of Bank/ann (invocation a) fails 2 times in a row since 4 s, without storing anything in between: 500 broken. It was paused at 6 s, after its last attempt; it keeps the lock of Bank/ann, and later requests queue behind it. Throw a TerminalError where a retry cannot help, or limit the attempts (retryPolicy with onMaxAttempts: 'kill').",
      events: [4, 5, 6],
      handler: 'Bank/debit',
      kind: 'endless retry',
    });
  });

  it('after the last attempt is no fault of the code where connections broke', () => {
    const lost = failed('a', '[RT0010] gone');
    const aborted = failed('a', "'abort timeout' x");
    const run = (...more: readonly Happenings[]): Breach | undefined =>
      atEnd(created('a', 'Mail/send'), more, paused('a', 'attempts exhausted'));
    expect(run(lost)).toEqual({
      message:
        "send of Mail (invocation a) used up its attempts (maxAttempts of its retryPolicy) by 1 lost connection. The server paused it at 3 s, which is its default after the last attempt, and no operator resumes it. Connections break in production too: allow more attempts (retryPolicy.maxAttempts), or let the server end the invocation (onMaxAttempts: 'kill'). If an operator resumes it, declare `owed: ['resume']`.",
      events: [1, 2, 3],
      handler: 'Mail/send',
      kind: 'attempts used up',
    });
    const by = (...more: readonly Happenings[]): unknown =>
      / by (.*?)\. The server/.exec(run(...more)?.message ?? '')?.[1];
    expect(by(failed('a', 'x'), failed('a', 'x'), aborted, lost, lost)).toBe(
      '2 lost connections, 1 abort timeout and 2 errors of its own',
    );
    expect(by(failed('a', 'x'), lost)).toBe('1 lost connection and 1 error of its own');
    expect(by(aborted)).toBe('1 abort timeout');
    expect(run(lost, stored('a', 1, set('x')))).toMatchObject({ events: [1, 4], kind: 'attempts used up' });
  });
});

describe('a lost wake-up', () => {
  it('is something that arrived and woke nothing', () => {
    expect(atEnd(holding('a', 'ann', runs('pay', 1)), arrived('a', 'Run', 1))).toEqual({
      message:
        'Lost wake-up: debit of Bank/ann (invocation a) waits forever for the completion of one of its commands, which arrived and did not wake it.',
      events: [6, 6],
      handler: 'Bank/debit',
      kind: 'lost wake-up',
    });
  });

  it('is a result that its invocation has not returned', () => {
    const run = [
      created('a', 'Shop/buy'),
      began('a'),
      stored('a', 2, calls('Bank/ann/debit', 1)),
      created('a/2', 'Bank/ann/debit'),
      waits('a', 'c1'),
    ];
    expect(atEnd(run, ended('a/2'))?.message).toBe(
      'Lost wake-up: buy of Shop (invocation a) waits forever for the result of debit of Bank/ann (entry 2), which has ended without returning its result.',
    );
    expect(atEnd(run, ended('a/2'))?.events).toEqual([4, 5]);
  });

  it('is an own wait that the server does not end', () => {
    const words = (command: Command): unknown =>
      / for (.*), which never comes\. This/.exec(
        atEnd(created('a', 'Mail/send'), began('a'), stored('a', 4, command), waits('a', 'c1'))?.message ?? '',
      )?.[1];
    expect(words(sleeps(1, 1))).toBe('its sleep (entry 4)');
    expect(words(runs('pay', 1))).toBe('the result of ctx.run "pay" (entry 4)');
    expect(words(getLazy('x', 1))).toBe('the completion of GetLazyState (entry 4)');
    expect(words(calls('Mail/send', 1))).toBe('the result of send of Mail (entry 4)');
    expect(words({ type: 'AttachInvocation', target: 'inv_z', completion: 1 })).toBe(
      'the result of invocation inv_z (entry 4)',
    );
    expect(atEnd(created('a', 'Mail/send'), began('a'), stored('a', 4, sleeps(1, 1)), waits('a', 'c1'))).toEqual({
      message: `send of Mail (invocation a) waits since 4 s for its sleep (entry 4), which never comes. ${FAULT}`,
      events: [1, 4],
      handler: 'Mail/send',
      kind: 'lost wake-up',
    });
    expect(atEnd(behind('a', 'ann'))?.message).toContain(
      ' waits since 2 s for the lock of Bank/ann, which never comes.',
    );
  });
});

describe('a promise that was completed', () => {
  const flow = [created('f', 'Flow/1/run', 'WORKFLOW'), ended('f')];
  const reader = [
    created('r', 'Flow/1/look', 'SHARED'),
    began('r'),
    stored('r', 1, { type: 'GetPromise', key: 'paid', completion: 1 }),
    waits('r', 'c1'),
  ];
  const done: Happening = { type: 'promise completed', key: 'Flow/1', name: 'paid', result: ok(1) };
  const told =
    'Lost wake-up: look of Flow/1 (invocation r) waits forever for the durable promise "paid" of Flow/1, which was completed and did not wake it';

  it('has to wake those who wait', () => {
    expect(atEnd(flow, reader, done)).toMatchObject({ message: `${told}.`, events: [6, 7] });
    expect(atEnd(flow, reader, done, forgotten('f'))?.message).toBe(`${told}.`);
  });

  it('cannot, where the record of the run was removed before', () => {
    expect(atEnd(flow, reader, forgotten('f'), done)?.message).toBe(
      `${told}: at 7 s the record of the workflow's run had been removed (retention), and with it its promises and their waiters. Let no handler wait longer than the workflow is retained (workflowRetention).`,
    );
  });
});

describe('a signal to an invocation that has not started', () => {
  it('is dropped by the server', () => {
    const dropped: Happening = { type: 'signal dropped', invocation: 'a', signal: { name: 'go' } };
    expect(atEnd(created('a', 'Mail/send'), dropped, began('a'), waits('a', 'ngo'))?.message).toBe(
      'Lost wake-up: send of Mail (invocation a) waits forever for the signal "go", which was sent before this invocation had started: the server drops a signal to an invocation that is queued or scheduled. Send it after the invocation has started, or use a durable promise.',
    );
  });
});

describe('a deadlock', () => {
  it('is a handler that calls its own key', () => {
    const run = [
      holding('a', 'ann', calls('Bank/ann/credit', 1)),
      created('a/1', 'Bank/ann/credit'),
      queued('a/1', 'Bank/ann'),
    ];
    expect(atEnd(run)).toEqual({
      message:
        'Deadlock: debit of Bank/ann (invocation a) → result of credit of Bank/ann (invocation a/1) → lock of Bank/ann, held by debit of Bank/ann (invocation a). None of them can ever continue, and Restate does not detect it. An exclusive handler cannot call an exclusive handler of its own key and await it: call the function directly, or use a one-way send.',
      events: [1, 5, 6, 7],
      handler: 'Bank/debit',
      kind: 'deadlock',
    });
  });

  it('is two handlers that call the keys of each other', () => {
    const run = [
      holding('b', 'bob', calls('Bank/ann/credit', 1)),
      holding('a', 'ann', calls('Bank/bob/credit', 1)),
      created('b/1', 'Bank/ann/credit'),
      queued('b/1', 'Bank/ann'),
      created('a/1', 'Bank/bob/credit'),
      queued('a/1', 'Bank/bob'),
    ];
    expect(atEnd(run)).toMatchObject({
      message: expect.stringContaining(
        'Let every handler call keys in the same order (Bank/ann before Bank/bob), use one-way sends, or bound the wait with orTimeout.',
      ),
      events: [1, 5, 6, 10, 11, 12, 13, 14],
      handler: 'Bank/debit',
    });
  });

  it('is none where one of several waits can end', () => {
    const run = [
      holding('a', 'ann', calls('Bank/ann/credit', 1)),
      created('a/1', 'Bank/ann/credit'),
      queued('a/1', 'Bank/ann'),
    ];
    expect(atEnd(run, gaveBack('a', 'Bank/ann'))?.kind).not.toBe('deadlock');
  });
});

describe('what the server does not continue', () => {
  it.each([
    ['ready', [began('a'), { type: 'resumed', invocation: 'a', why: 'x' } as const]],
    ['ready', []],
  ] as const)('is its fault: %s', (status, run) => {
    expect(atEnd(created('a', 'Mail/send'), ...run)).toMatchObject({
      message: expect.stringMatching(
        new RegExp(
          `^send of Mail \\(invocation a\\) is ${status} since \\d s, and the server does not continue it\\. ${FAULT}`,
        ),
      ),
      kind: 'never continued',
    });
  });

  it('is code that awaits something outside', () => {
    expect(atEnd(created('a', 'Mail/send'), began('a'))).toEqual({
      message:
        'send of Mail (invocation a) has been running since 2 s and awaits something that is neither its context, a timer nor an effect: a promise that is never resolved?',
      events: [1, 2],
      handler: 'Mail/send',
      kind: 'waits outside',
    });
  });

  it('is a client without a response', () => {
    expect(atEnd(asked('a', 'Bank/ann/debit'), created('a', 'Bank/ann/debit'), ended('a'))).toEqual({
      message: `The client of a (debit of Bank/ann) never got a response, although nothing is in flight that could send one. ${FAULT}`,
      events: [1],
      handler: 'Bank/debit',
      kind: 'no response',
    });
    expect(atEnd(asked('a', 'Mail/send'), created('x', 'Mail/send'), found('x', 'a'), ended('x'))?.message).toContain(
      'The client of a (send of Mail)',
    );
    const owed = judged(settles(['awakeable']), [
      asked('a', 'Mail/send'),
      created('x', 'Mail/send'),
      began('x'),
      found('x', 'a'),
      waits('x', 's17'),
    ]);
    expect(owed.atEnd).toBeUndefined();
  });
});

describe('code that waits for a promise of its own', () => {
  const aborted = failed('a', "[RT0001] 'abort timeout'");
  const remark = remarked('a', 'outside-wait', 'It waits in shop.ts:3.');

  it('is named when the server aborts its attempt', () => {
    expect(judge(created('a', 'Mail/send'), began('a'), remark, aborted).said).toEqual([
      {
        message:
          'send of Mail (invocation a) waits for a promise that never settles: It waits in shop.ts:3. The server ended attempt 1 by its abort timeout at 4 s; each retry waits the same way, and requests of the same key queue behind it. Let the promise settle on every path, give it a timeout (AbortSignal.timeout), or declare what the code calls as an effect.',
        events: [3, 4],
        handler: 'Mail/send',
        kind: 'never settles',
      },
    ]);
  });

  it('is not, where the remark is of another attempt, or the failure another one', () => {
    expect(judge(created('a', 'Mail/send'), remark, failed('a', "'abort timeout'", { attempt: 2 })).said).toEqual([]);
    expect(judge(created('a', 'Mail/send'), remark, failed('a', 'no')).said).toEqual([]);
    expect(judge(created('a', 'Mail/send'), aborted).said).toEqual([]);
    expect(judge(aborted).said).toEqual([]);
  });

  it('is undecided where a call was refused', () => {
    const refused = remarked('a', 'refused', 'fetch: simulated code has no network');
    expect(() => judge(created('a', 'Mail/send'), refused, remark, aborted)).toThrow(
      new LimitReached(
        'network',
        'Mail/send cannot continue without the network: fetch: simulated code has no network. It waits for a result that never comes.',
      ),
    );
  });
});

describe('what a simulation does not have', () => {
  const fails = (times: number, message: string, attempt = 1): Happenings =>
    Array.from({ length: times }, () => failed('a', message, { attempt }));
  const a = created('a', 'Mail/send');

  it('leaves the run undecided after 20 failures in a row', () => {
    const needs = 'fetch failed: simulated code has no network';
    expect(() => judge(a, fails(20, needs))).toThrow(
      new LimitReached('network', `Mail/send cannot continue without the network: ${needs}.`),
    );
    expect(judge(a, fails(19, needs), ended('a')).said).toEqual([]);
    expect(judge(a, fails(10, needs), stored('a', 1, set('x')), fails(19, needs), ended('a')).said).toEqual([]);
    expect(() => judge(a, fails(1, needs))).toThrow(LimitReached);
  });

  it('is named by the remark about a refused call', () => {
    const refused = remarked('a', 'refused', 'connect to db: simulated code has no network', { attempt: 3 });
    const words =
      'Mail/send cannot continue without the network: connect to db: simulated code has no network. It fails with: ';
    expect(() => judge(a, refused, fails(20, 'gone', 3))).toThrow(new LimitReached('network', `${words}gone.`));
    expect(() => judge(a, refused, fails(20, 'TypeError: fetch failed', 4))).toThrow(
      new LimitReached('network', `${words}TypeError: fetch failed.`),
    );
    expect(judge(a, refused, fails(20, 'gone', 4), ended('a')).said).toEqual([]);
    expect(() => judge(a, remarked('a', 'refused', 'a door'), fails(20, 'gone'))).toThrow(
      'Mail/send cannot continue without it: a door. It fails with: gone.',
    );
  });

  it('is a service that is not bound', () => {
    const asks = 'the service handler Bank/debit was not found';
    const bound = (binds: StateView['binds']): Judged =>
      judged(everythingSettles, [a, fails(20, asks), ended('a')], binds === undefined ? {} : { binds });
    expect(() => bound((service) => service !== 'Bank')).toThrow(
      new LimitReached(
        'not bound',
        'Mail/send cannot continue without Bank/debit, which is not bound here: name the file that exports Bank too, or add its definition to `services`.',
      ),
    );
    expect(bound(() => true).said).toEqual([]);
    expect(bound(undefined).said).toEqual([]);
    const other = [a, fails(20, `${asks} today`), ended('a')];
    expect(judged(everythingSettles, other, { binds: () => false }).said).toEqual([]);
  });

  it('is advised on, for each handler one time, where a step got an error for it', () => {
    const error = no('simulated code has no network', 500);
    const step = arrived('a', 'Run', 1, error);
    expect(judge(a, step, step, arrived('z', 'Run', 1, error)).said).toEqual([
      {
        message:
          'Mail/send got an error instead of a response, so its success path was not exercised: simulated code has no network.',
        events: [2],
        handler: 'Mail/send',
        kind: 'no network',
        advice: true,
      },
      expect.objectContaining({ message: expect.stringMatching(/^z got an error/), events: [4] }),
    ]);
    expect(
      judge(a, arrived('a', 'Run', 1, no('no')), arrived('a', 'Run', 1, ok(1)), arrived('a', 'Run', 1)).said,
    ).toEqual([]);
  });
});

describe('at a limit', () => {
  const limit = (name = 'steps'): Happening => ({ type: 'limit', limit: name, message: 'The run took 1,000 steps.' });
  const a = created('a', 'Mail/send');

  it('an endless retry is the reason', () => {
    const fails = (times: number): Happenings => Array.from({ length: times }, () => failed('a', 'broken'));
    expect(judge(a, fails(20), limit()).said).toEqual([
      {
        message:
          "Poison message: send of Mail (invocation a) fails 20 times in a row since 2 s, without storing anything in between: 500 broken. It is retried forever. Throw a TerminalError where a retry cannot help, or limit the attempts (retryPolicy with onMaxAttempts: 'kill').",
        events: [2, 21],
        handler: 'Mail/send',
        kind: 'endless retry',
      },
    ]);
    expect(judge(a, fails(19), limit(), ended('a')).said).toEqual([]);
    expect(judge(a, fails(20), limit('network'), limit('not bound'), ended('a')).said).toEqual([]);
  });

  const round = (): Happenings => [{ type: 'time', fromMs: 0, toMs: 1 }, began('a'), stored('a', 5, sleeps(1, 1))];
  const loop = Array.from({ length: 8 }, round);

  it('a livelock is the reason where a client waits', () => {
    expect(judge(asked('a', 'Mail/send'), a, loop, limit(), ended('a')).said).toEqual([
      {
        message:
          'Livelock: send of Mail (invocation a) repeats the same steps (sleep) and makes no progress. The client of a waits for its response since event 1. The run took 1,000 steps. Wait for the change itself (an awakeable, a durable promise, a signal) instead of polling, or stop polling after a while.',
        events: [24, 25, 26],
        handler: 'Mail/send',
        kind: 'livelock',
      },
    ]);
  });

  it('a livelock is advice where no client waits', () => {
    expect(judge(a, loop, limit(), ended('a')).said).toMatchObject([
      { message: expect.stringContaining('and makes no progress. The run took'), advice: true },
    ]);
    expect(judge(loop, limit()).said).toMatchObject([
      { message: expect.stringMatching(/^Livelock: the world repeats/), handler: undefined },
    ]);
    expect(judge(a, loop.slice(1), limit(), ended('a')).said).toEqual([]);
  });

  it('a poll until a deadline is none', () => {
    const armed = (entry: number, ms: number): Happenings => stored('a', entry, sleeps(ms, 9));
    const now = 27_000;
    expect(judge(a, armed(4, 60_000), loop, limit(), ended('a')).said).toEqual([]);
    // Over, or armed in the round itself.
    expect(judge(a, armed(4, now), loop, limit(), ended('a')).said).toHaveLength(1);
    expect(judge(a, armed(4, now + 1), loop, limit(), ended('a')).said).toEqual([]);
    expect(judge(a, armed(5, 60_000), loop, limit(), ended('a')).said).toHaveLength(1);
    expect(
      judge(a, created('b', 'Mail/send'), stored('b', 1, sleeps(60_000, 9)), loop, limit(), ended('a'), ended('b'))
        .said,
    ).toHaveLength(1);
    expect(EPOCH_MS + now).toBeGreaterThan(EPOCH_MS);
  });
});

describe('jobs that schedule themselves', () => {
  const job = [created('a', 'Job/x/tick'), took('a', 'Job/x'), began('a'), waits('a', 's17')];
  const left = (sleepsSoFar?: number): Happening => ({
    type: 'jobs left',
    jobs: [{ invocation: 'a', generation: 12, ...(sleepsSoFar !== undefined && { sleeps: sleepsSoFar }) }],
  });
  const LONGER = "a horizon, such as `horizon: '90d'` or `--horizon 90d`, makes it go on for more virtual time.";

  it('are no fault, and it is said that the run left them', () => {
    expect(judge(job, left())).toEqual({
      said: [
        {
          message: `Job/tick schedules itself again after each run. Where nothing else is left, a run follows such a job for 12 rounds and then ends; ${LONGER}`,
          events: [5],
          handler: 'Job/tick',
          kind: 'schedules itself',
          advice: true,
        },
      ],
      atEnd: undefined,
      left: [],
      exercised: 0,
    });
    expect(judge(job, left(100)).said).toMatchObject([
      {
        message: `Job/tick sleeps again and again, and no client waits for it. Where nothing else is left, a run follows such a loop for 100 sleeps and then ends; ${LONGER}`,
      },
    ]);
  });

  it('are not waived waits', () => {
    expect(judged(settles(['awakeable']), [job, left()]).left).toEqual([]);
  });

  it('that are unknown are nothing', () => {
    expect(judge(left()).said).toEqual([]);
    expect(judge({ type: 'jobs left', jobs: [] }).said).toEqual([]);
  });
});

describe('a handler that waits in its own lock', () => {
  const owner = [created('a', 'Bank/ann/debit'), took('a', 'Bank/ann'), began('a'), stored('a', 1, set('id', 'x'))];
  const stuck = [owner, waits('a', 's17')];
  const shared = { sharedHandlers: () => ['look'] };
  const look = (...reads: readonly Command[]): Happenings => [
    created('s', 'Bank/ann/look', 'SHARED'),
    began('s'),
    reads.map((command, entry) => stored('s', entry + 1, command)),
    ended('s'),
  ];
  const kind = (state: Partial<StateView>, ...run: readonly Happenings[]): unknown =>
    judged(settles(['anything']), run, state).atEnd?.kind;

  it('is a breach, even where anything is owed', () => {
    expect(judged(settles(['anything']), [stuck, behind('b', 'ann')], { sharedHandlers: () => [] }).atEnd).toEqual({
      message:
        "debit of Bank/ann (invocation a) waits forever for an awakeable of its own, and holds the lock of Bank/ann meanwhile. Its id is at most in the state of Bank/ann, so only a handler of that key could complete it, and credit of Bank/ann (invocation b) waits for that lock. Let the handler store the id and end, and wait for the awakeable in the service or workflow that calls it, or bound the wait with orTimeout. If something outside reads the state and completes it, say so: owed: ['awakeable'].",
      events: [1, 5, 6],
      handler: 'Bank/debit',
      kind: 'waits in its own lock',
    });
    const two = judged(settles(['anything']), [stuck, behind('b', 'ann'), behind('c', 'ann')], {
      sharedHandlers: () => [],
    });
    expect(two.atEnd?.message).toContain('credit of Bank/ann (invocation b) waits for that lock, the first of 2. Let');
  });

  it('is none where an awakeable is owed, or nothing queues', () => {
    expect(
      judged(settles(['awakeable']), [stuck, behind('b', 'ann')], { sharedHandlers: () => [] }).atEnd,
    ).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, stuck)).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, stuck, behind('b', 'bob'))).not.toBe('waits in its own lock');
    expect(kind({}, stuck, behind('b', 'ann'))).toBeUndefined();
  });

  it('is none where it waits for something else too, or is not suspended', () => {
    expect(kind({ sharedHandlers: () => [] }, owner, waits('a', 's17', 'ngo'), behind('b', 'ann'))).toBeUndefined();
    expect(kind({ sharedHandlers: () => [] }, owner, behind('b', 'ann'))).toBe('waits outside');
    expect(kind({ sharedHandlers: () => [] }, stuck, paused('a', 'x'), behind('b', 'ann'))).toBe('paused');
  });

  it.each([
    [runs('mail', 1), undefined],
    [calls('Mail/send', 1), undefined],
    [{ type: 'SendSignal', target: 'x', signal: { name: 'go' }, result: ok(1) } as const, undefined],
    [sleeps(1, 1), 'waits in its own lock'],
    [get('id'), 'waits in its own lock'],
    [getLazy('id', 1), 'waits in its own lock'],
    [{ type: 'ClearState', key: 'x' } as const, 'waits in its own lock'],
    [{ type: 'ClearAllState' } as const, 'waits in its own lock'],
    [{ type: 'GetLazyStateKeys', completion: 1 } as const, 'waits in its own lock'],
    [{ type: 'GetEagerStateKeys', keys: [] } as const, 'waits in its own lock'],
    [{ type: 'Input', headers: [], value: new Uint8Array() } as const, 'waits in its own lock'],
  ])('is none where the id may be elsewhere: %o', (command, expected) => {
    expect(
      kind({ sharedHandlers: () => [] }, owner, stored('a', 2, command), waits('a', 's17'), behind('b', 'ann')),
    ).toBe(expected);
  });

  it('is none where an effect may have the id', () => {
    const state = { sharedHandlers: () => [] };
    expect(kind(state, owner, beganEffect('mail', 'a'), waits('a', 's17'), behind('b', 'ann'))).toBeUndefined();
    expect(
      kind(
        state,
        owner,
        beganEffect('mail', 'z'),
        beganEffect('mail', undefined),
        waits('a', 's17'),
        behind('b', 'ann'),
      ),
    ).toBe('waits in its own lock');
  });

  it('is known once each shared handler had its turn and has not read the id', () => {
    expect(kind(shared, stuck, behind('b', 'ann'))).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), look(get('other')))).toBe('waits in its own lock');
    expect(kind(shared, stuck, behind('b', 'ann'), look(get('id', 'x')))).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), look(getLazy('id', 1)))).toBeUndefined();
    expect(kind(shared, look(), stuck, behind('b', 'ann'))).toBeUndefined();
    expect(
      kind(shared, look(get('id')), stuck, behind('b', 'ann'), created('t', 'Bank/ann/look', 'SHARED'), removed('t')),
    ).toBe('waits in its own lock');
    expect(kind({ sharedHandlers: () => ['look', 'sum'] }, stuck, behind('b', 'ann'), look())).toBeUndefined();
    // A shared handler of another key, or an exclusive one, is no turn.
    expect(
      kind(shared, stuck, behind('b', 'ann'), created('s', 'Bank/bob/look', 'SHARED'), ended('s')),
    ).toBeUndefined();
    expect(kind(shared, stuck, behind('b', 'ann'), created('s', 'Bank/ann/look'), ended('s'))).toBeUndefined();
  });

  it('counts from the last write', () => {
    const again = [owner, stored('a', 2, set('id', 'y')), waits('a', 's17')];
    const early = [owner, look(), stored('a', 2, set('id', 'y')), waits('a', 's17')];
    expect(kind(shared, again, behind('b', 'ann'), look())).toBe('waits in its own lock');
    expect(kind(shared, early, behind('b', 'ann'))).toBeUndefined();
    const readsOnly = [owner, look(), stored('a', 2, get('id', 'x')), waits('a', 's17')];
    expect(kind(shared, readsOnly, behind('b', 'ann'))).toBe('waits in its own lock');
    const other = [owner, stored('a', 2, set('id2', 'y')), waits('a', 's17')];
    expect(kind(shared, other, behind('b', 'ann'), look(get('id')))).toBeUndefined();
  });

  it('is about exclusive handlers of a key', () => {
    const state = { sharedHandlers: () => [] };
    const flow = [
      created('a', 'Bank/ann/debit', 'WORKFLOW'),
      took('a', 'Bank/ann'),
      began('a'),
      stored('a', 1, set('id')),
      waits('a', 's17'),
    ];
    expect(kind(state, flow, behind('b', 'ann'))).toBeUndefined();
    const plain = [created('a', 'Mail/send'), began('a'), stored('a', 1, set('id')), waits('a', 's17')];
    expect(kind(state, plain, behind('b', 'ann'))).not.toBe('waits in its own lock');
  });
});
