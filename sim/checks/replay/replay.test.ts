/** Goal: replay is faithful. Method: short runs of one handler, one for each way in which a replay or an engine can go wrong. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '../../trace/event.ts';
import {
  arrived,
  began,
  created,
  ended,
  failed,
  forgotten,
  remarked,
  runs,
  signalled,
  stored,
  waits,
  type Happened,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import type { Breach } from '../invariant.ts';
import { judged } from '../testing/judged.ts';
import { replayIsFaithful } from './replay.ts';

const said = (...run: readonly Happenings[]): readonly Breach[] => judged(replayIsFaithful, run).said;
const a = [created('a', 'Shop/x/buy'), began('a')];
const executed = (entry: number, more: Partial<Happened<'run started'>> = {}): Happening => ({
  type: 'run started',
  invocation: 'a',
  attempt: 1,
  entry,
  name: `step ${entry}`,
  after: 'start',
  ...more,
});
const zombie: Happening = { type: 'zombie', invocation: 'a', attempt: 1, why: 'x' };

it('counts attempts that replay something', () => {
  expect(judged(replayIsFaithful, [created('a', 'S/x'), began('a', 1, 1)]).exercised).toBe(0);
  expect(judged(replayIsFaithful, [created('a', 'S/x'), began('a', 1, 2), began('a', 2, 3)]).exercised).toBe(2);
  expect(replayIsFaithful.name).toBe('replay is faithful');
});

describe('the result of a run', () => {
  const done = [a, stored('a', 1, runs('pay', 1)), arrived('a', 'Run', 1)];

  it('is stored one time', () => {
    expect(said(done)).toEqual([]);
    expect(said(done, arrived('a', 'Run', 1))).toEqual([
      {
        message:
          'buy of Shop/x (invocation a) got a second result for the ctx.run at entry 1 at 5 s; the first one counts, and a replay must get that one. This is a fault of the server model.',
        events: [5],
        handler: 'Shop/buy',
        kind: 'result stored twice',
      },
    ]);
    expect(said(done, arrived('a', 'Sleep', 1), arrived('a', 'Run', 2), signalled('a', { index: 1 }))).toEqual([]);
  });

  it('is not computed again by the current attempt', () => {
    expect(said(done, executed(1))).toEqual([
      {
        message:
          'buy of Shop/x (invocation a) executed ctx.run "step 1" (entry 1) again in attempt 1 at 5 s, although its result is stored; a replay must return the stored result. This is a fault of the engine.',
        events: [5],
        handler: 'Shop/buy',
        kind: 'run executed again',
      },
    ]);
    expect(said(done, executed(1, { name: '' }))[0]?.message).toContain(' executed ctx.run (entry 1) again');
    expect(said(done, began('a', 2, 3), executed(1))).toEqual([]);
    expect(said(done, ended('a'), executed(1))).toEqual([]);
    expect(said(done, executed(2))).toEqual([]);
  });

  it('is awaited before the code goes on', () => {
    const late = executed(2, { after: 'run' });
    const first = [a, stored('a', 1, runs('x', 1)), executed(1)];
    expect(said(first, late)).toEqual([
      {
        message:
          'buy of Shop/x (invocation a) reached ctx.run "step 2" (entry 2) after ctx.run "step 1" (entry 1) had been executed, but before its result was stored: after a crash the earlier one would be executed again, after the later one. Await each ctx.run before the steps that depend on it.',
        events: [4, 5],
        handler: 'Shop/buy',
        kind: 'runs out of order',
      },
    ]);
    expect(said(first, executed(2, { after: 'notification' }))).toEqual([]);
    expect(said(first, arrived('a', 'Run', 1), late)).toEqual([]);
    expect(said(a, late)).toEqual([]);
    expect(said(first, began('a', 2), executed(2, { after: 'run', attempt: 2 }))).toEqual([]);
    expect(said(first, ended('a'), began('a', 1), late)).toEqual([]);
  });
});

describe('a replay that diverges', () => {
  const mismatch = { index: 3, recorded: "run 'pay'", replayed: "run 'ship'", field: 'name' };
  const diverged = (more: Partial<Happened<'attempt failed'>> = {}): Happening =>
    failed('a', 'the engine says why.', { code: 570, attempt: 2, mismatch, ...more });

  it('says how, why, and what comes of it', () => {
    expect(said(a, diverged())).toEqual([
      {
        message:
          "buy of Shop/x (invocation a) diverged on replay in attempt 2 at 3 s (error 570): command 3 of the journal is run 'pay', but the replay produced run 'ship' (they differ in: name). Likely cause: a branch before that command depends on something that is not in the journal, such as a variable of the module, a variable that a ctx.run closure changes, or another version of the code. Decide only by what the context returned. Every retry will fail the same way, and its key stays locked meanwhile.",
        events: [3],
        handler: 'Shop/buy',
        kind: 'journal mismatch',
      },
    ]);
  });

  it('is said in the words of the engine where that does not know both commands', () => {
    for (const unknown of [undefined, { ...mismatch, field: '' }])
      expect(said(a, diverged({ mismatch: unknown }))[0]?.message).toContain(
        ' at 3 s (error 570): the engine says why. Likely cause: a branch before',
      );
  });

  it('is retried as its kind and its options say', () => {
    const words = (kind: Happened<'invocation created'>['kind'], retryInMs: number | undefined): unknown =>
      said(created('a', 'Shop/x/buy', kind), began('a'), diverged({ retryInMs }))[0]?.message.split(
        'context returned. ',
      )[1];
    expect(words('SERVICE', 50)).toBe('Every retry will fail the same way.');
    expect(words('SHARED', 50)).toBe('Every retry will fail the same way.');
    expect(words('WORKFLOW', 50)).toBe('Every retry will fail the same way, and its key stays locked meanwhile.');
    expect(words('EXCLUSIVE', undefined)).toBe('It is not retried: it pauses or fails here, as its options say.');
  });

  it('is no other failure', () => {
    expect(said(a, diverged({ code: 500 }))).toEqual([]);
  });

  it('shows what may be its cause', () => {
    expect(said(a, remarked('a', 'ambient Date.now', 'shop.ts:3'), diverged())[1]).toMatchObject({ events: [3, 4] });
  });
});

describe('a remark', () => {
  const left = remarked('a', 'unawaited-run', 'It is not awaited.');

  it.each([
    [ended('a'), 1],
    [[failed('a', 'x'), ended('a')], 0],
    [[waits('a', 'c1'), ended('a')], 0],
    [[zombie, ended('a')], 0],
    [[began('a', 2), ended('a')], 0],
    [[failed('a', 'x', { code: 570 }), ended('a')], 2],
  ])('about an attempt counts where that attempt ends the invocation: %o', (end, times) => {
    expect(said(a, left, end)).toHaveLength(times);
  });

  it('that comes after the end counts at once', () => {
    expect(said(a, ended('a'), left)).toHaveLength(1);
    expect(said(a, left)).toEqual([]);
    expect(said(a, failed('a', 'x'), began('a', 2), ended('a'), left)).toEqual([]);
    expect(said(a, failed('a', 'x'), began('a', 2), ended('a'), forgotten('a'), left)).toHaveLength(1);
  });

  it('of the first attempt is not aborted by its own start', () => {
    expect(said(created('a', 'S/x'), left, began('a', 1), ended('a'))).toHaveLength(1);
  });
});

it('names an unknown invocation by its address', () => {
  expect(said(failed('z', 'x.', { code: 570 }))).toMatchObject([
    { message: expect.stringMatching(/^z diverged on replay/), handler: undefined },
  ]);
});
