/** Goal: a plan shrinks until no part can be left out, within its limits. Method: runners that show a fault by a rule on plans. */
import { describe, expect, it } from 'vitest';
import { RunCut } from '../../core/errors.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import { asked, began, eventsOf, failed, set, stored } from '../../trace/testing/happenings.ts';
import type { DrawnPlan } from '../plan/drawn-operation.ts';
import { broken, FakeRunner, step, type Shown } from '../testing/fake-runner.ts';
import { crash, drawnOperation, operation, plan } from '../testing/plans.ts';
import { shrink, type Shrunk, type ShrinkOptions } from './shrink.ts';

const FAULT = { invariant: 'it holds', handler: undefined, kind: undefined };
const ids = ({ operations }: Plan): string => operations.map(({ id }) => id).join('');

/** Shrinks while a condition holds; runs show the fault where it does. */
function shrunk(
  start: DrawnPlan,
  fails: (plan: Plan) => boolean,
  options: ShrinkOptions = {},
  shows: (plan: Plan) => Shown = () => ({}),
): Promise<Shrunk> {
  const runner = new FakeRunner((run) => ({ ...shows(run), ...(fails(run) && broken('it holds')) }));
  return shrink(runner, start, FAULT, options);
}

describe('what can be left out', () => {
  it('is left out: operations', async () => {
    const {
      plan: least,
      minimal,
      cut,
    } = await shrunk(
      plan('abcdefgh'),
      (one) => ids(one).length >= 1 && one.operations.some(({ id }) => id === 'a' || id === 'c'),
    );
    expect([ids(least).length, minimal, cut]).toEqual([1, true, false]);
    const two = await shrunk(
      plan('abcde'),
      ({ operations }) => operations.filter(({ client }) => client !== 'x').length >= 2,
    );
    expect(ids(two.plan)).toBe('ab');
  });

  it('is left out: troubles, troubles of the world, holds and choices', async () => {
    const start = plan([operation('a', { client: 'client 1', troubles: [crash(), { kind: 'abandon' }] })], {
      world: [
        { kind: 'server restart', atMs: 0 },
        { kind: 'process crash', atMs: 0 },
      ],
      holds: [{ before: 'a:x', until: 'rest' }],
      choices: { 'jitter a#1': 1, 'skew x': 1 },
    });
    const all = await shrunk(start, () => true);
    expect(all.plan).toEqual(plan([operation('a', { client: 'client 1' })]));
    const some = await shrunk(
      start,
      ({ operations, world, choices }) =>
        operations[0]?.troubles.some(({ kind }) => kind === 'abandon') === true &&
        world.some(({ kind }) => kind === 'process crash') &&
        'skew x' in choices,
    );
    expect(some.plan).toEqual(
      plan([operation('a', { client: 'client 1', troubles: [{ kind: 'abandon' }] })], {
        world: [{ kind: 'process crash', atMs: 0 }],
        choices: { 'skew x': 1 },
      }),
    );
  });

  it('is never everything', async () => {
    expect(ids((await shrunk(plan('a'), () => true)).plan)).toBe('a');
  });

  it('is a wait of clients', async () => {
    const start = plan([drawnOperation('a', undefined, undefined, 50).with({ client: 'client 1' })]);
    expect((await shrunk(start, () => true)).plan.operations[0]?.afterMs).toBeUndefined();
  });

  it('is an attempt: what comes later occurs an attempt earlier', async () => {
    const start = plan([operation('a', { client: 'client 1', troubles: [crash(), crash({ attempt: 2, entry: 5 })] })]);
    const needs = ({ operations }: Plan): boolean =>
      operations[0]?.troubles.some(
        (one) => 'entry' in one && one.entry === 5 && one.attempt === (operations[0]?.troubles.length ?? 0),
      ) === true;
    expect((await shrunk(start, needs)).plan.operations[0]?.troubles).toEqual([
      { kind: 'suspend', path: '', attempt: 1, entry: 5, phase: 'before' },
    ]);
  });
});

describe('a detour', () => {
  const detour = plan([operation('a', { client: 'client 1' })], {
    holds: [
      { before: 'a:1', until: 'rest' },
      { before: 'a:2', until: 'rest' },
    ],
    choices: { 'jitter a#1': 1 },
  });
  const events = eventsOf(asked('a', 'S/x'), began('a'), stored('a', 4, set('x')), failed('a', 'x'));
  const isCrashed = ({ operations }: Plan): boolean =>
    operations[0]?.troubles.some((one) => 'entry' in one && one.entry === 4) === true;
  const isDetour = ({ holds, choices }: Plan): boolean => holds.length + Object.keys(choices).length >= 3;

  it('to a failed attempt becomes a crash', async () => {
    const { plan: least } = await shrunk(
      detour,
      (one) => isCrashed(one) || isDetour(one),
      {},
      () => ({ events }),
    );
    expect(least.operations[0]?.troubles).toEqual([
      { kind: 'suspend', path: '', attempt: 1, entry: 4, phase: 'inside' },
    ]);
    expect(least.holds).toEqual([]);
  });

  it('of two parts is short enough, unless the world is troubled too', async () => {
    const short = { ...detour, choices: {} };
    const isShort = ({ holds }: Plan): boolean => holds.length >= 2;
    expect(
      (
        await shrunk(
          short,
          (one) => isCrashed(one) || isShort(one),
          {},
          () => ({ events }),
        )
      ).plan.holds,
    ).toHaveLength(2);
    const world = { ...detour, holds: [], world: [{ kind: 'server restart', atMs: 0 } as const] };
    const needsWorld = (one: Plan): boolean =>
      isCrashed(one) || (one.world.length === 1 && 'jitter a#1' in one.choices);
    expect((await shrunk(world, needsWorld, {}, () => ({ events }))).plan.world).toEqual([]);
  });
});

it('one client sends requests in turn, instead of holds', async () => {
  const start = plan('ab', { holds: [{ before: 'a:request', until: 'b:request' }] });
  const events = eventsOf(asked('b', 'S/x'), asked('a', 'S/x'));
  const isBFirst = (one: Plan): boolean =>
    (one.holds.length > 0 && ids(one) === 'ab') ||
    (ids(one) === 'ba' && one.operations[0]?.client === one.operations[1]?.client);
  const { plan: least } = await shrunk(start, isBFirst, {}, () => ({ events }));
  expect([ids(least), least.holds]).toEqual(['ba', []]);
});

it('less virtual time passes where that is noticed', async () => {
  const start = plan([operation('a', { client: 'client 1' })], { choices: { 'time a:2': 1 } });
  const took =
    (virtualMs: number) =>
    (one: Plan): Shown => ({
      recorded: ['a:1', 'a:2', 'a:3'].map((name) => step(name)),
      virtualMs: 'time a:2' in one.choices ? 10_000 : virtualMs,
    });
  const hasTime = ({ choices }: Plan): boolean => Object.keys(choices).some((key) => key.startsWith('time '));
  expect((await shrunk(start, hasTime, {}, took(8_000))).plan.choices).toEqual({ 'time a:1': 1 });
  expect((await shrunk(start, hasTime, {}, took(8_001))).plan.choices).toEqual({ 'time a:2': 1 });
  const short = (one: Plan): Shown => ({ ...took(1)(one), virtualMs: 'time a:2' in one.choices ? 1_999 : 1 });
  expect((await shrunk(start, hasTime, {}, short)).plan.choices).toEqual({ 'time a:2': 1 });
  const long = (one: Plan): Shown => ({ ...took(1)(one), virtualMs: 'time a:2' in one.choices ? 2_000 : 1 });
  expect((await shrunk(start, hasTime, {}, long)).plan.choices).toEqual({ 'time a:1': 1 });
});

describe('one operation less under another schedule', () => {
  it('is taken where it shows the fault as a plan', async () => {
    const fails = (one: Plan): boolean =>
      ids(one).length === 3 ||
      (ids(one).length === 2 && (one.strategy !== undefined || one.choices['jitter x'] === undefined));
    const { plan: least, minimal } = await shrunk(plan('abc'), fails);
    expect([ids(least).length, minimal, least.strategy]).toEqual([2, true, undefined]);
  });

  it('is worth nothing where it does not show it without the strategy', async () => {
    const fails = (one: Plan): boolean =>
      ids(one).length === 3 || (ids(one).length === 2 && one.strategy !== undefined);
    expect(ids((await shrunk(plan('abc'), fails)).plan)).toBe('abc');
  });
});

describe('the limits', () => {
  it('are a number of candidates', async () => {
    const runs: number[] = [];
    const {
      runs: made,
      minimal,
      cut,
    } = await shrunk(plan('abcdefgh'), () => true, { maxRuns: 2, progress: (n) => runs.push(n) });
    expect([made, minimal, cut]).toEqual([2, false, false]);
    expect((await shrunk(plan('ab'), ({ operations }) => operations.length === 2, { maxRuns: 10_000 })).minimal).toBe(
      true,
    );
  });

  it('are what the caller says', async () => {
    let left = 3;
    const result = await shrunk(plan('abcdefgh'), () => true, { giveUp: () => left-- <= 0 });
    expect([result.minimal, result.cut]).toEqual([false, true]);
    const at = await shrunk(plan('abcdefgh'), () => true, { giveUp: () => true });
    expect([ids(at.plan), at.runs, at.minimal, at.cut]).toEqual(['abcdefgh', 0, false, true]);
  });

  it('are the budget of time: the smallest plan so far is left', async () => {
    const seen: string[] = [];
    const runner = new FakeRunner((run) => {
      seen.push(ids(run));
      if (seen.length > 4) throw new RunCut();
      return broken('it holds');
    });
    const result = await shrink(runner, plan('abcdefgh', { seed: 3 }), FAULT);
    expect([result.minimal, result.cut]).toEqual([false, true]);
    expect(ids(result.plan).length).toBeLessThan(8);
    const none = await shrink(
      new FakeRunner(() => {
        throw new RunCut();
      }),
      plan('ab', { holds: [{ before: 'x', until: 'y' }] }),
      FAULT,
    );
    expect([ids(none.plan), none.cut]).toEqual(['ab', true]);
    await expect(
      shrink(
        new FakeRunner(() => {
          throw new TypeError('no');
        }),
        plan('ab'),
        FAULT,
      ),
    ).rejects.toThrow('no');
  });

  it('progress is reported every fifty candidates', async () => {
    const reported: number[][] = [];
    await shrunk(
      plan('abcdefgh', { choices: Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`jitter a#${n}`, 1])) }),
      (one) => ids(one).length === 8 && Object.keys(one.choices).length === 30,
      { progress: (runs, parts) => reported.push([runs, parts]) },
    );
    expect(reported.map(([runs]) => runs)).toEqual(reported.map((_, index) => 50 * (index + 1)));
    expect(reported.length).toBeGreaterThan(0);
    for (const [, parts = 0] of reported) expect(parts).toBeGreaterThan(0);
  });
});

it('other faults are kept with the first plan that showed each', async () => {
  const runner = new FakeRunner((run) =>
    ids(run) === 'abc' ? broken('it holds') : ids(run).length === 2 ? broken('another', 'it holds too') : {},
  );
  const { others, plan: least } = await shrink(runner, plan('abc'), FAULT);
  expect(ids(least)).toBe('abc');
  expect([...others.keys()]).toEqual(['another |  | ', 'it holds too |  | ']);
  expect([...others.values()].map((one) => ids(one).length)).toEqual([2, 2]);
});

it('a candidate that did not show the fault is not run again', async () => {
  const runner = new FakeRunner((run) => (ids(run) === 'ab' ? broken('it holds') : {}));
  await shrink(runner, plan('ab'), FAULT);
  const candidates = runner.plans
    .filter((one) => one.strategy === undefined && ids(one) !== 'ab')
    .map((one) => JSON.stringify(one));
  expect(new Set(candidates).size).toBe(candidates.length);
});

it('shrinking the result again changes nothing', async () => {
  const fails = (one: Plan): boolean =>
    one.operations.length >= 2 && one.operations.some(({ troubles }) => troubles.length > 0);
  const start = plan(
    [
      operation('a', { troubles: [crash({ scope: 'process' }), { kind: 'duplicate' }] }),
      operation('b'),
      operation('c'),
    ],
    { seed: 9 },
  );
  const once = await shrunk(start, fails);
  expect((await shrunk(once.plan, fails)).plan).toEqual(once.plan);
  expect(once.plan.seed).toBe(0);
});
