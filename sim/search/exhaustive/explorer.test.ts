/** Goal: each execution within the bounds is made one time. Method: worlds of a few steps, and the order of steps in each run. */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import { quiet, type ChoiceKind, type Decider } from '../../core/choices.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { RunObserver } from '../../simulation/run/run-plan.ts';
import { began, nth } from '../../trace/testing/happenings.ts';
import { FakeRunner, type Shown } from '../testing/fake-runner.ts';
import { plan } from '../testing/plans.ts';
import { DEFAULT_BOUNDS, type Bounds } from './bounds.ts';
import { Explorer, type Standing } from './explorer.ts';

/** A step of a chain; `a:x` moves chain a and writes x, unless it says otherwise. */
interface Move {
  readonly name: string;
  readonly footprint?: Footprint;
  readonly picks?: readonly (readonly [kind: ChoiceKind, options: number])[];
  /** The attempt that starts in it. */
  readonly attempt?: number;
  /** A trouble in it touches this, too. */
  readonly trouble?: Footprint;
}
const NONE: Bounds = { ...DEFAULT_BOUNDS, troubles: 0 };
const writes = (...names: readonly string[]): Footprint => ({ reads: [], writes: names });

function stepOf({ name, footprint }: Move): Step {
  const [chain = '', what = ''] = name.split(':');
  return { chain, address: name, footprint: footprint ?? writes(what), runsUserCode: false, perform: () => undefined };
}

/** Runs chains of steps to their end; time may pass so many times. The hash is the order of steps, with what was picked. */
function run(
  chains: readonly (readonly Move[])[],
  times: number,
  decider: Decider,
  observer: RunObserver | undefined,
): Shown {
  const left = chains.map((moves) => [...moves]);
  const agenda = new Agenda();
  const moves = new Map<Step, Move>();
  const add = (move: Move | undefined): void => {
    if (move === undefined) return;
    const step = stepOf(move);
    moves.set(step, move);
    agenda.add(step);
  };
  // The set-up comes before the clients begin, and is no choice.
  const setUp = stepOf({ name: 'setup:x' });
  const first = new Agenda();
  first.add(setUp);
  expect(decider.step(first, true)).toBe(0);
  decider.moved?.(setUp);
  expect(decider.pick('jitter', 'setup', 2)).toBe(0);
  observer?.begin?.();
  for (const chain of left) add(chain.shift());
  const order: string[] = [];
  for (let passed = 0; agenda.size > 0;) {
    const mayAdvance = passed < times;
    const place = agenda.size === 1 && !mayAdvance ? 0 : decider.step(agenda, mayAdvance);
    if (place === agenda.size) {
      passed++;
      decider.moved?.(undefined);
      order.push('time');
      continue;
    }
    const step = agenda.at(place);
    const move = moves.get(step);
    decider.moved?.(step);
    agenda.drop(step);
    const picked = (move?.picks ?? []).map(([kind, options], index) =>
      decider.pick(kind, `${step.address} ${index}`, options),
    );
    order.push([step.address, ...picked].join(' '));
    if (move?.attempt !== undefined) observer?.see?.(nth(1, began('a', move.attempt)));
    if (move?.trouble !== undefined)
      observer?.see?.({
        ...nth(1, { type: 'trouble', trouble: 'x', point: 'y', invocation: 'a', attempt: 1 }),
        footprint: move.trouble,
      });
    add(left[chains.findIndex((chain) => move !== undefined && chain.includes(move))]?.shift());
  }
  return { hash: order.join(', ') };
}

interface Explored {
  readonly orders: readonly string[];
  readonly standing: Standing;
}

async function explored(
  chains: readonly (readonly (string | Move)[])[],
  bounds: Partial<Bounds> = {},
  times = 0,
  reduce = true,
): Promise<Explored> {
  const moves = chains.map((chain) => chain.map((move) => (typeof move === 'string' ? { name: move } : move)));
  const runner = new FakeRunner((_plan, decider = quiet, observer) => run(moves, times, decider, observer));
  const explorer = new Explorer(runner, plan('a'), { ...NONE, ...bounds }, reduce);
  const orders: string[] = [];
  while (!explorer.done) {
    const execution = await explorer.next();
    if (execution !== undefined) orders.push(execution.result.hash);
  }
  return { orders, standing: explorer.standing };
}

describe('the order of steps', () => {
  it('that touch the same is explored', async () => {
    const { orders, standing } = await explored([['a:x'], ['b:x'], ['c:x']]);
    expect(new Set(orders).size).toBe(6);
    expect(standing).toEqual({
      executions: 6,
      cut: 0,
      beyond: 0,
      leftOut: new Set(),
      complete: true,
      undecided: undefined,
    });
  });

  it('that touch nothing in common is explored one time', async () => {
    const { orders, standing } = await explored([['a:x'], ['b:y'], ['c:z']]);
    expect(orders).toEqual(['a:x, b:y, c:z']);
    expect(standing.cut).toBeGreaterThan(0);
    expect((await explored([['a:x'], ['b:y'], ['c:z']], {}, 0, false)).orders).toHaveLength(6);
  });

  it('is explored as far as it matters', async () => {
    const chains = [
      ['a:y', 'a:x'],
      ['b:z', 'b:x'],
    ];
    expect((await explored(chains)).orders).toHaveLength(2);
    expect((await explored(chains, {}, 0, false)).orders).toHaveLength(6);
  });

  it('matters where a trouble touches more', async () => {
    const calm = [[{ name: 'a:x' }], [{ name: 'b:y' }]];
    const troubled = [[{ name: 'a:x', trouble: writes('y') }], [{ name: 'b:y' }]];
    expect((await explored(calm)).orders).toHaveLength(1);
    expect((await explored(troubled)).orders).toHaveLength(2);
  });
});

describe('a choice', () => {
  it.each<readonly [ChoiceKind, 'troubles' | 'effects' | 'timings']>([
    ['trouble', 'troubles'],
    ['operator', 'troubles'],
    ['effect', 'effects'],
    ['outside', 'effects'],
    ['jitter', 'timings'],
    ['latency', 'timings'],
    ['partitions', 'timings'],
    ['skew', 'timings'],
    ['sweep', 'timings'],
  ])('of kind %s is bounded by %s', async (kind, bound) => {
    const one = [[{ name: 'a:x', picks: [[kind, 3] as const] }]];
    expect((await explored(one, { [bound]: 1 })).orders).toEqual(['a:x 0', 'a:x 1', 'a:x 2']);
    for (const other of ['troubles', 'effects', 'timings'] as const) {
      if (other === bound) continue;
      const { orders, standing } = await explored(one, { [other]: 1 });
      expect([orders, standing.leftOut, standing.complete]).toEqual([['a:x 0'], new Set([kind]), true]);
    }
  });

  it('is taken as often as the bound says', async () => {
    const two = [[{ name: 'a:x', picks: [['effect', 2] as const, ['effect', 2] as const] }]];
    expect((await explored(two, { effects: 1 })).orders).toEqual(['a:x 0 0', 'a:x 0 1', 'a:x 1 0']);
    expect((await explored(two, { effects: 1 })).standing.leftOut).toEqual(new Set(['effect']));
    expect((await explored(two, { effects: 2 })).orders).toHaveLength(4);
    expect((await explored(two, { effects: 2 })).standing.leftOut).toEqual(new Set());
  });

  it('makes a step another one, for the order too', async () => {
    const chains = [[{ name: 'a:x', picks: [['effect', 2] as const] }], [{ name: 'b:y' }]];
    expect((await explored(chains, { effects: 1 })).orders).toHaveLength(2);
    const shared = [[{ name: 'a:x', picks: [['effect', 2] as const] }], [{ name: 'b:x' }]];
    expect(new Set((await explored(shared, { effects: 1 })).orders).size).toBe(4);
  });
});

describe('time', () => {
  it('passes early as often as the bound says', async () => {
    const { orders, standing } = await explored([['a:x']], { advances: 1 }, 2);
    expect(orders.toSorted()).toEqual(['a:x', 'time, a:x']);
    expect([...standing.leftOut]).toEqual(['time']);
    expect((await explored([['a:x']], { advances: 2 }, 2)).orders).toHaveLength(3);
    expect((await explored([['a:x']], { advances: 3 }, 2)).standing.leftOut).toEqual(new Set());
    const never = await explored([['a:x']], {}, 2);
    expect([never.orders, [...never.standing.leftOut]]).toEqual([['a:x'], ['time']]);
  });
});

describe('preemptions', () => {
  const chains = [
    ['a:x', 'a:y'],
    ['b:x', 'b:y'],
  ];
  const orders = async (preemptions: number | undefined): Promise<readonly string[]> =>
    (await explored(chains, { preemptions })).orders.map((order) => order.replaceAll(/:\w|, /g, '')).toSorted();

  it('are bounded: a chain goes on while it can', async () => {
    expect(await orders(0)).toEqual(['aabb', 'bbaa']);
    expect(await orders(1)).toEqual(['aabb', 'abba', 'baab', 'bbaa']);
    expect(await orders(2)).toHaveLength(6);
    expect((await explored(chains, { preemptions: 0 })).standing.leftOut).toEqual(new Set(['step']));
    expect((await explored(chains, { preemptions: 9 })).standing.leftOut).toEqual(new Set());
  });
});

it('a run with more retries than the bound is cut', async () => {
  const of = (attempt: number): Promise<Explored> => explored([[{ name: 'a:x', attempt }]], { retries: 2 });
  expect((await of(3)).standing).toMatchObject({ executions: 1, beyond: 0 });
  expect((await of(4)).standing).toMatchObject({
    executions: 0,
    beyond: 1,
    leftOut: new Set(['retry']),
    complete: true,
  });
});

describe('an exploration is undecided', () => {
  const undecided = async (shown: Shown): Promise<string | undefined> => {
    const runner = new FakeRunner((_plan, decider = quiet, observer) => ({
      ...run([[{ name: 'a:x' }]], 0, decider, observer),
      ...shown,
    }));
    const explorer = new Explorer(runner, plan('a'), NONE);
    while (!explorer.done) await explorer.next();
    expect(explorer.standing.complete).toBe(explorer.standing.undecided === undefined);
    return explorer.standing.undecided;
  };

  it('where a run is', async () => {
    expect(await undecided({})).toBeUndefined();
    expect(await undecided({ undecided: 'It took too long.' })).toBe('It took too long.');
    expect(await undecided({ waitedOutside: true })).toMatch(/^A run waited for real input or output/);
  });

  it('where a run does not repeat itself', async () => {
    const strayed = async (...worlds: readonly (readonly (readonly Move[])[])[]): Promise<string | undefined> => {
      let runs = 0;
      const runner = new FakeRunner((_plan, decider = quiet, observer) =>
        run(worlds[Math.min(runs++, worlds.length - 1)] ?? [], 0, decider, observer),
      );
      const explorer = new Explorer(runner, plan('a'), { ...NONE, effects: 1 });
      while (!explorer.done) await explorer.next();
      expect(explorer.standing.complete).toBe(false);
      return explorer.standing.undecided;
    };
    const [a, b, c] = [{ name: 'a:x' }, { name: 'b:x' }, { name: 'c:x' }];
    expect(await strayed([[a], [b]], [[a], [c]])).toBe(
      'A run that was repeated could go on with a:x, c:x where it had been a:x, b:x.',
    );
    const pick = (kind: ChoiceKind): Move => ({ name: 'a:x', picks: [[kind, 2]] });
    expect(await strayed([[pick('effect')]], [[pick('outside')]])).toBe(
      'A run that was repeated met the choice "outside a:x 0" where it had met "effect a:x 0".',
    );
  });
});

it('an execution is made again as it was', async () => {
  const runner = new FakeRunner((_plan, decider = quiet, observer) =>
    run([[{ name: 'a:x', picks: [['effect', 2]] }], [{ name: 'b:x' }]], 0, decider, observer),
  );
  const explorer = new Explorer(runner, plan('a'), { ...NONE, effects: 1 });
  const executions = [];
  while (!explorer.done) executions.push(await explorer.next());
  for (const one of executions) {
    if (one === undefined) continue;
    expect(one.record).toBeUndefined();
    expect((await one.again()).result.hash).toBe(one.result.hash);
  }
  expect(executions.length).toBeGreaterThan(3);
  expect((await new Explorer(runner, plan('a'), NONE).next(true))?.record).toBeDefined();
});

it('faults and suspensions are its own choices', async () => {
  const runner = new FakeRunner((_plan, decider = quiet, observer) => run([[{ name: 'a:x' }]], 0, decider, observer));
  await new Explorer(runner, plan('a'), { ...NONE, troubles: 2 }).next();
  expect(runner.settings).toEqual([{ freezes: false, serverOptions: { inactivityTimeoutMs: Infinity } }]);
  expect(runner.plans[0]?.strategy).toEqual({ name: 'random', dice: 0, troubles: 2 });
});
