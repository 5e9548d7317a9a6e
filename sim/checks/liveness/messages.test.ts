/** Goal: what is left open is named with its cause. Method: short runs that pause, lose a wake-up or wait in a circle. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../journal/command.ts';
import type { Happening } from '../../trace/event.ts';
import {
  arrived,
  asked,
  began,
  calls,
  created,
  ended,
  failed,
  forgotten,
  found,
  gaveBack,
  getLazy,
  ok,
  paused,
  queued,
  runs,
  set,
  sleeps,
  stored,
  took,
  waits,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import type { Breach } from '../invariant.ts';
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
  const message =
    'Lost wake-up: look of Flow/1 (invocation r) waits forever for the durable promise "paid" of Flow/1, which was completed and did not wake it';

  it('has to wake those who wait', () => {
    expect(atEnd(flow, reader, done)).toMatchObject({ message: `${message}.`, events: [6, 7] });
    expect(atEnd(flow, reader, done, forgotten('f'))?.message).toBe(`${message}.`);
  });

  it('cannot, where the record of the run was removed before', () => {
    expect(atEnd(flow, reader, forgotten('f'), done)?.message).toBe(
      `${message}: at 7 s the record of the workflow's run had been removed (retention), and with it its promises and their waiters. Let no handler wait longer than the workflow is retained (workflowRetention).`,
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
