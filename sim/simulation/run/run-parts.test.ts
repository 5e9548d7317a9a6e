/** Goal: the small parts of a run keep to their rules. Method: each alone, with what it needs by hand. */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import { VirtualClock } from '../../core/clock.ts';
import { KeyedRandom } from '../../core/random.ts';
import { effect } from '../scenario/effect.ts';
import { eventsOf, remarked, began } from '../../trace/testing/happenings.ts';
import { allowedIn } from './allowed-calls.ts';
import { Baton } from './baton.ts';
import { LoadProcess } from './load-process.ts';
import { misuseNote } from './misuse-note.ts';
import { RandomOrder } from './random-order.ts';
import { Reloads } from './reloads.ts';
import { Repetitions } from './repetitions.ts';

const step = (address: string): Step => ({
  chain: address,
  address,
  footprint: { reads: [], writes: [] },
  runsUserCode: false,
  perform: () => undefined,
});
const agendaOf = (...names: readonly string[]): Agenda => {
  const agenda = new Agenda();
  for (const name of names) agenda.add(step(name));
  return agenda;
};

describe('the order of a test', () => {
  const SEEDS = Array.from({ length: 600 }, (_, seed) => seed);
  const share = (does: (order: RandomOrder) => boolean): number =>
    SEEDS.filter((seed) => does(new RandomOrder(seed))).length / SEEDS.length;

  it('takes the first step in half of the cases, and otherwise any', () => {
    const first = share((order) => order.step(agendaOf('a', 'b'), false) === 0);
    expect(first).toBeGreaterThan(0.7);
    expect(first).toBeLessThan(0.8);
    expect(share((order) => order.step(agendaOf('a', 'b', 'c', 'd'), false) === 3)).toBeCloseTo(0.125, 1);
    expect(share((order) => order.step(agendaOf('a'), false) === 0)).toBe(1);
  });

  it('seldom lets time pass early, and only where it may', () => {
    const passes = share((order) => Array.from({ length: 10 }, () => order.step(agendaOf('a'), true)).includes(1));
    expect(passes).toBeGreaterThan(0.12);
    expect(passes).toBeLessThan(0.26);
  });

  it('injects no faults, and draws everything else', () => {
    for (const kind of ['effect', 'trouble', 'operator'] as const)
      expect(share((order) => order.pick(kind, 'x', 3) === 0)).toBe(1);
    for (const option of [0, 1, 2])
      expect(share((order) => order.pick('latency', 'x', 3) === option)).toBeCloseTo(1 / 3, 1);
  });

  it('follows from its seed', () => {
    const of = (seed: number): readonly number[] => {
      const order = new RandomOrder(seed);
      return Array.from({ length: 20 }, () => order.step(agendaOf('a', 'b', 'c'), true));
    };
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });
});

describe('a repetition of an effect', () => {
  const { definition: pay } = effect({
    state: () => ({ paid: 0 }),
    apply: (state: { paid: number }, n: number) => ({ id: (state.paid += n) }),
  });
  const { definition: once } = effect({
    state: () => ({ ids: {} as Record<string, number> }),
    apply: (state: { ids: Record<string, number> }, key: string) => (state.ids[key] ??= Object.keys(state.ids).length),
  });
  const { definition: silent } = effect({
    state: () => ({ n: 0 }),
    apply: (state: { n: number }, by: number) => void (state.n += by),
  });

  it('is none without a key, or for the first time', () => {
    const all = new Repetitions();
    const state = { paid: 0 };
    expect(all.apply('pay', pay, { state, input: 1, key: undefined })).toEqual([{ id: 1 }, false]);
    expect(all.apply('pay', pay, { state, input: 1, key: undefined })).toEqual([{ id: 2 }, false]);
    expect(all.apply('pay', pay, { state, input: 1, key: 'k' })).toEqual([{ id: 3 }, false]);
  });

  it('is recognised by the same response', () => {
    const all = new Repetitions();
    const state = { ids: {} };
    const call = (name: string, key: string): unknown => all.apply(name, once, { state, input: key, key });
    expect([call('once', 'a'), call('once', 'b'), call('once', 'a'), call('other', 'a')]).toEqual([
      [0, false],
      [1, false],
      [0, true],
      [0, false],
    ]);
    expect(new Repetitions().apply('pay', pay, { state: { paid: 0 }, input: 1, key: 'k' })).toEqual([{ id: 1 }, false]);
    const twice = new Repetitions();
    const paid = { paid: 0 };
    twice.apply('pay', pay, { state: paid, input: 1, key: 'k' });
    expect(twice.apply('pay', pay, { state: paid, input: 1, key: 'k' })).toEqual([{ id: 2 }, false]);
  });

  it('without a response is recognised by an unchanged state', () => {
    const all = new Repetitions();
    const state = { n: 0 };
    const call = (by: number): unknown => all.apply('silent', silent, { state, input: by, key: 'k' });
    expect([call(1), call(1), call(0)]).toEqual([
      [undefined, false],
      [undefined, false],
      [undefined, true],
    ]);
  });

  it('is recognised by what must be kept, where that is declared', () => {
    const { definition: kept } = effect({
      state: () => ({ n: 0, log: 0 }),
      apply: (state: { n: number; log: number }, by: number) => ((state.log += 1), (state.n += by), state.log),
      repetitionKeeps: ({ n }) => n,
    });
    const all = new Repetitions();
    const state = { n: 0, log: 0 };
    const call = (by: number): unknown => all.apply('kept', kept, { state, input: by, key: 'k' });
    expect([call(1), call(0), call(1)]).toEqual([
      [1, false],
      [2, true],
      [3, false],
    ]);
  });
});

describe('a baton', () => {
  it('lets one work at a time, in the order in which it was requested', async () => {
    const baton = new Baton();
    const order: string[] = [];
    const first = Promise.withResolvers<void>();
    const one = baton.hold(async () => {
      order.push('one begins');
      await first.promise;
      order.push('one ends');
      return 1;
    });
    const two = baton.hold(() => Promise.reject(new Error('two')));
    const three = baton.hold(() => Promise.resolve(order.push('three')));
    await Promise.resolve();
    expect(order).toEqual(['one begins']);
    first.resolve();
    await expect(two).rejects.toThrow('two');
    expect([await one, await three]).toEqual([1, 3]);
    expect(order).toEqual(['one begins', 'one ends', 'three']);
  });
});

describe('a process that loads modules', () => {
  const world = { clock: new VirtualClock(), random: new KeyedRandom(1) };

  it('has the time of the world, and random numbers by restart', () => {
    const [one, same, other] = [new LoadProcess(world, 1), new LoadProcess(world, 1), new LoadProcess(world, 2)];
    expect([one.now(), one.ambientNow(), one.elapsed()]).toEqual([world.clock.now, world.clock.now, 0]);
    const drawn = [one.random(), one.random()];
    expect(drawn[0]).not.toBe(drawn[1]);
    expect([same.random(), same.random()]).toEqual(drawn);
    expect(other.random()).not.toBe(drawn[0]);
  });

  it('has timers in real time, which can be cancelled', async () => {
    const fired: number[] = [];
    const process = new LoadProcess(world, 1);
    process.setTimer(0, () => fired.push(1)).cancel();
    await new Promise<void>((resolve) => void process.setTimer(2, resolve));
    expect(fired).toEqual([]);
  });

  it('loads what the modules make, or says why it cannot', async () => {
    let times = 0;
    const reloads = new Reloads(world, () => Promise.resolve(++times));
    expect([await reloads.next(), await reloads.next(), reloads.failure]).toEqual([1, 2, undefined]);
    const failing = new Reloads(world, () => Promise.reject(new Error('no\nmore')));
    expect([await failing.next(), failing.failure]).toEqual([undefined, 'no']);
    const odd = new Reloads(world, () => Promise.reject('text'));
    expect([await odd.next(), odd.failure]).toEqual([undefined, 'text']);
  });

  it('draws other random numbers after each restart', async () => {
    const drawn: number[] = [];
    // oxlint-disable-next-line no-restricted-properties -- the module draws it, and the process answers
    const reloads = new Reloads(world, () => Promise.resolve(drawn.push(Math.random())));
    await reloads.next();
    await reloads.next();
    expect(new Set(drawn).size).toBe(2);
  });
});

it('calls to what is allowed are those that an engine has remarked', () => {
  const events = eventsOf(
    remarked('a', 'allowed network', 'fetch x'),
    remarked('a', 'network', 'y'),
    began('a'),
    remarked('b', 'allowed files', 'read z'),
  );
  expect(allowedIn(events)).toEqual([
    { kind: 'network', call: 'fetch x' },
    { kind: 'files', call: 'read z' },
  ]);
});

it('the first misuse of a context is named with its invocation', () => {
  const events = eventsOf(
    remarked('a', 'change', 'x'),
    remarked('a/3/3/3/3/3', 'context-in-run', 'It nests.', { attempt: 2 }),
    remarked('b', 'concurrent-await', 'y'),
  );
  expect(misuseNote(events)).toBe(' Before that, in invocation a/3×5, attempt 2: It nests.');
  expect(misuseNote(eventsOf(began('a'), remarked('a', 'change', 'x')))).toBe('');
});
