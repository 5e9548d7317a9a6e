/** Goal: what an engine remarks is a breach, advice, or a cause to name later. Method: each kind of remark, in each situation. */
import { describe, expect, it } from 'vitest';
import { created, ended, failed, nth, remarked, type Happened } from '../../trace/testing/happenings.ts';
import type { EventOf } from '../../trace/event.ts';
import { Remarks } from './remarks.ts';

const buy = nth(1, created('a', 'Shop/x/buy'));
const remark = (what: string, text = 'It did so.', more: Partial<Happened<'remark'>> = {}): EventOf<'remark'> =>
  nth(7, remarked('a', what, text, more));
const end = nth(9, ended('a'));

describe('a breach', () => {
  it.each([
    ['concurrent-await', ''],
    ['not-bytes', ''],
    ['malformed-failure', ''],
    ['mapper-throws', ''],
    ['uncaught-error', ''],
    ['process-end', ''],
    ['unhandled-rejection', ''],
    ['context-in-run', ' Use the context before or after the ctx.run, and pass values in and out.'],
    ['state-in-service', ' Make it a virtual object, or keep the state elsewhere.'],
  ])('at once: %s', (what, remedy) => {
    expect(new Remarks().judge(remark(what), buy, false)).toEqual({
      message: `buy of Shop/x (invocation a), attempt 1, at 7 s: It did so.${remedy}`,
      events: [7],
      handler: 'Shop/buy',
      kind: what,
    });
  });

  it.each([
    ['context-after-end', ' Await every branch before the handler returns: later steps are lost.'],
    ['unawaited-run', ' Await it.'],
  ])('when the handler has ended: %s', (what, remedy) => {
    const message = `buy of Shop/x (invocation a), attempt 1, at 7 s: It did so.${remedy}`;
    const remarks = new Remarks();
    expect(remarks.judge(remark(what), buy, false)).toBeUndefined();
    expect(remarks.ended(end, buy)).toEqual({ message, events: [7, 9], handler: 'Shop/buy', kind: what });
    expect(remarks.ended(end, buy)).toBeUndefined();
    expect(remarks.judge(remark(what), buy, true)).toEqual({ message, events: [7], handler: 'Shop/buy', kind: what });
  });

  it('by an unknown invocation has its address', () => {
    expect(new Remarks().judge(remark('process-end', ''), undefined, false)).toEqual({
      message: 'a, attempt 1, at 7 s:',
      events: [7],
      handler: undefined,
      kind: 'process-end',
    });
  });

  it('at the end is none in an attempt that was aborted', () => {
    const remarks = new Remarks();
    remarks.judge(remark('unawaited-run'), buy, false);
    remarks.attemptAborted('a', 1);
    expect(remarks.ended(end, buy)).toBeUndefined();
    expect(remarks.judge(remark('unawaited-run'), buy, true)).toBeUndefined();
    expect(remarks.judge(remark('unawaited-run', 'x', { attempt: 2 }), buy, true)).toBeDefined();
    remarks.attemptAborted('a', 2);
    expect(remarks.judge(remark('unawaited-run'), buy, true)).toBeUndefined();
    remarks.forgotten('a');
    expect(remarks.judge(remark('unawaited-run'), buy, true)).toBeDefined();
  });

  it('at the end counts before advice at the end', () => {
    const remarks = new Remarks();
    remarks.judge(remark('unawaited-call'), buy, false);
    remarks.judge(remark('unawaited-run'), buy, false);
    expect(remarks.ended(end, buy)).toMatchObject({ kind: 'unawaited-run', events: [7, 9] });
  });
});

describe('advice', () => {
  it.each(['not-json', 'bad-argument', 'real-io', 'change'])('in the words of the engine: %s', (what) => {
    expect(new Remarks().judge(remark(what), buy, false)).toEqual({
      message: 'Shop/buy: It did so.',
      events: [7],
      handler: 'Shop/buy',
      kind: what,
      advice: true,
    });
  });

  it('about concurrent branches', () => {
    expect(new Remarks().judge(remark('concurrent-branches'), buy, false)?.message).toBe(
      'Shop/buy awaits the context in concurrent branches, with Promise.all, Promise.race or without await. A replay may issue their commands in another order. Combine the promises of the context with RestatePromise.all, race, any or allSettled, or await them one after another.',
    );
  });

  it.each([
    ['Date.now', 'Use ctx.date.now().'],
    ['new Date', 'Use ctx.date.now().'],
    ['performance.now', 'Use ctx.date.now().'],
    ['process.hrtime', 'Use ctx.date.now().'],
    ['Math.random', 'Use ctx.rand.'],
    ['crypto.randomUUID', 'Use ctx.rand.'],
    ['crypto.getRandomValues', 'Use ctx.rand.'],
    ['randomBytes', 'Use ctx.rand.'],
    ['setTimeout', 'Use ctx.sleep().'],
    ['setInterval', 'Use ctx.sleep().'],
    ['setImmediate', 'Use ctx.sleep().'],
    ['AbortSignal.timeout', 'Use ctx.sleep().'],
    ['fetch', 'Put it inside ctx.run, so that its result is stored.'],
  ])('about %s', (name, instead) => {
    expect(new Remarks().judge(remark(`ambient ${name}`, 'shop.ts:3'), buy, false)).toEqual({
      message: `Shop/buy uses ${name} (shop.ts:3) outside of ctx.run: a replay gets another value, and may diverge. ${instead}`,
      events: [7],
      handler: 'Shop/buy',
      kind: `ambient ${name}`,
      advice: true,
    });
  });

  it('about a place that is unknown, by a handler that is unknown', () => {
    expect(new Remarks().judge(remark('ambient fetch', ''), undefined, false)).toMatchObject({
      message: expect.stringMatching(/^A handler uses fetch outside of ctx.run/),
      handler: undefined,
    });
  });

  it.each([
    ['Date.now', 'reads the clock', 'Use ctx.date.now().'],
    ['Math.random', 'uses Math.random', 'Use ctx.rand.'],
  ])('about a package: %s', (name, does, instead) => {
    const remarks = new Remarks();
    const use = remark(`ambient ${name}`, 'x.js:1', { package: 'pino' });
    expect(remarks.judge(use, buy, false)).toEqual({
      message: `The package pino ${does} outside of ctx.run. In a log line that is harmless; where a handler decides by the result, a replay may diverge. ${instead}`,
      events: [7],
      handler: undefined,
      kind: `ambient ${name}`,
      advice: true,
    });
    expect(remarks.judge(use, nth(2, created('b', 'Other/go')), false)).toBeUndefined();
  });

  it('is given one time', () => {
    const remarks = new Remarks();
    expect(remarks.judge(remark('change'), buy, false)).toBeDefined();
    expect(remarks.judge(remark('change'), buy, false)).toBeUndefined();
    expect(remarks.judge(remark('change', 'Another.'), buy, false)).toBeDefined();
  });

  it('about a call that is not awaited comes when the attempt ends the invocation', () => {
    const remarks = new Remarks();
    expect(remarks.judge(remark('unawaited-call', 'First.'), buy, true)).toBeUndefined();
    remarks.judge(remark('unawaited-call', 'Second.'), buy, false);
    expect(remarks.ended(end, buy)).toMatchObject({ message: 'Shop/buy: First.', advice: true, events: [7] });
    remarks.judge(remark('unawaited-call', 'Third.'), buy, false);
    remarks.attemptAborted('a', 1);
    expect(remarks.ended(end, buy)).toBeUndefined();
    expect(remarks.ended(nth(9, ended('b')), buy)).toBeUndefined();
  });
});

it('other remarks say nothing', () => {
  expect(new Remarks().judge(remark('outside-wait'), buy, true)).toBeUndefined();
});

describe('the cause of a replay that diverges', () => {
  const causeOf = (field: string | undefined, ...remarks: readonly EventOf<'remark'>[]): unknown => {
    const known = new Remarks();
    for (const one of remarks) known.judge(one, buy, false);
    const mismatch = field === undefined ? undefined : { index: 1, recorded: 'x', replayed: 'y', field };
    return known.causeOf(nth(8, failed('a', 'x', { mismatch })));
  };
  const BRANCHES =
    'Likely cause: concurrent branches of the handler await the context (Promise.all, Promise.race, or a promise that is not awaited), so their commands come in another order when a replay does not have to wait. Combine the promises of the context with RestatePromise.all, race, any or allSettled, or await them one after another.';

  it.each(['value', 'parameter', 'result'])('is a value that is not in the journal: %s', (field) => {
    expect(causeOf(field)).toEqual({
      text: `Likely cause: that ${field} is computed from something that is not in the journal, such as a variable of the module, a variable that a ctx.run closure changes, or the order of a Map that outlives the handler. Return it from a ctx.run instead.`,
      events: [],
    });
  });

  it('is a branch, where another command came', () => {
    const text =
      'Likely cause: a branch before that command depends on something that is not in the journal, such as a variable of the module, a variable that a ctx.run closure changes, or another version of the code. Decide only by what the context returned.';
    expect(causeOf('command')).toEqual({ text, events: [] });
    expect(causeOf(undefined)).toEqual({ text, events: [] });
  });

  it('is the use of the context in branches', () => {
    expect(causeOf('await')).toEqual({ text: BRANCHES, events: [] });
    for (const what of ['concurrent-branches', 'concurrent-await'])
      expect(causeOf('value', remark(what))).toEqual({ text: BRANCHES, events: [7] });
  });

  it('is what the handler reads from outside, each named one time', () => {
    const now = remark('ambient Date.now', 'shop.ts:3');
    const random = remark('ambient Math.random', 'shop.ts:4');
    expect(causeOf('await', remark('concurrent-branches'), now, random, now)).toEqual({
      text: 'Likely cause: the handler uses Date.now (shop.ts:3) and Math.random (shop.ts:4), and a replay gets another value. Use ctx.date.now().',
      events: [7, 7, 7, 7],
    });
  });

  it('is what a package reads only where the handler reads nothing', () => {
    const pino = remark('ambient Date.now', 'x.js:1', { package: 'pino' });
    expect(causeOf('value', pino)).toMatchObject({
      text: expect.stringContaining('uses Date.now in the package pino (x.js:1), and a replay'),
    });
    expect(causeOf('value', pino, remark('ambient Math.random', ''))).toMatchObject({
      text: expect.stringContaining('uses Math.random, and a replay gets another value. Use ctx.rand.'),
    });
  });

  it('is of its own invocation, and over with it', () => {
    expect(causeOf('value', remark('ambient Date.now', '', { invocation: 'b' }))).toMatchObject({ events: [] });
    const known = new Remarks();
    known.judge(remark('ambient Date.now'), buy, false);
    known.ended(end, buy);
    expect(known.causeOf(nth(8, failed('a', 'x')))).toMatchObject({ events: [] });
  });
});
