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
  calls,
  created,
  ended,
  failed,
  found,
  no,
  ok,
  queued,
  remarked,
  removed,
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
