/** Goal: each strategy schedules by its own rule. Method: agendas of steps by hand, many seeds, and what share of them does what. */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import { quiet, type Decider } from '../../core/choices.ts';
import type { Footprint } from '../../core/footprint.ts';
import { PlannedDecider } from '../plan/planned-decider.ts';
import { FakeRunner, step as recordedStep } from '../testing/fake-runner.ts';
import { plan } from '../testing/plans.ts';
import { deciderOf } from './decider-of.ts';
import { DelaysDecider } from './delays-decider.ts';
import { chainOf, PctDecider } from './pct-decider.ts';
import { Picks } from './picks.ts';
import { PosDecider } from './pos-decider.ts';
import { RandomDecider } from './random-decider.ts';
import { SurwDecider } from './surw-decider.ts';

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);
const writes = (...names: readonly string[]): Footprint => ({ reads: [], writes: names });
const step = (address: string, footprint: Footprint = writes(`state:${address}`)): Step => ({
  chain: address.replace(/:.*/, ''),
  address,
  footprint,
  runsUserCode: false,
  perform: () => undefined,
});

/** The order in which a decider takes the steps of some chains; each chain has its steps one after another. */
function order(decider: Decider, ...chains: readonly (readonly Step[])[]): readonly string[] {
  const left = chains.map((steps) => [...steps]);
  const agenda = new Agenda();
  for (const steps of left) {
    const first = steps.shift();
    if (first !== undefined) agenda.add(first);
  }
  const taken: string[] = [];
  while (agenda.size > 0) {
    const next = agenda.at(decider.step(agenda, false));
    decider.moved?.(next);
    agenda.drop(next);
    taken.push(next.address);
    const more = left[chains.findIndex((steps) => steps.includes(next))]?.shift();
    if (more !== undefined) agenda.add(more);
  }
  return taken;
}
const chain = (name: string, length: number, footprint?: Footprint): readonly Step[] =>
  Array.from({ length }, (_, index) => step(`${name}:${index}`, footprint));
const share = (does: (seed: number) => boolean): number => SEEDS.filter(does).length / SEEDS.length;

describe('picks', () => {
  const rate = (kind: Parameters<Picks['pick']>[0], options = 2): readonly number[] =>
    SEEDS.map((seed) => {
      const picks = new Picks(seed);
      return (
        Array.from({ length: 100 }, () => picks.pick(kind, 'a#1:x', options)).filter((option) => option > 0).length /
        100
      );
    });
  const near = (rates: readonly number[], from: number, to: number): number =>
    rates.filter((one) => one >= from && one <= to).length / rates.length;

  it('have rates of troubles, of operators, of effects and of times that are drawn for each run', () => {
    expect(near(rate('trouble'), 0, 0.02)).toBeGreaterThan(0.35);
    expect(near(rate('trouble'), 0.06, 0.2)).toBeGreaterThan(0.25);
    expect(near(rate('trouble'), 0.2, 1)).toBe(0);
    expect(near(rate('operator'), 0, 0)).toBeGreaterThan(0.33);
    expect(near(rate('operator'), 0.03, 0.15)).toBeGreaterThan(0.25);
    expect(near(rate('effect'), 0, 0)).toBeGreaterThan(0.3);
    expect(near(rate('effect'), 0.2, 0.45)).toBeGreaterThan(0.25);
    expect(near(rate('jitter'), 0.7, 0.95)).toBeGreaterThan(0.15);
    expect(near(rate('jitter'), 0.02, 0.2)).toBeGreaterThan(0.15);
    expect(near(rate('jitter'), 0, 0.01)).toBeLessThan(0.05);
  });

  it('take half of what is outside, of partitions and of sweeps', () => {
    for (const kind of ['outside', 'partitions', 'sweep'] as const)
      expect(near(rate(kind), 0.35, 0.65)).toBeGreaterThan(0.98);
  });

  it('take each option that is not quiet', () => {
    const picks = new Picks(1);
    const taken = Array.from({ length: 300 }, () => picks.pick('outside', 'x', 4));
    for (const option of [0, 1, 2, 3]) expect(taken.filter((one) => one === option).length).toBeGreaterThan(20);
    expect(Math.max(...taken)).toBe(3);
  });

  it('draw each kind from a stream of its own', () => {
    const [one, other] = [new Picks(5), new Picks(5)];
    const alone = Array.from({ length: 50 }, () => one.pick('jitter', 'x', 3));
    const mixed = Array.from({ length: 50 }, () => {
      other.pick('skew', 'x', 2);
      other.timePasses();
      return other.pick('jitter', 'x', 3);
    });
    expect(mixed).toEqual(alone);
  });

  it('let time pass early in three of four runs, at several rates', () => {
    const rates = SEEDS.map((seed) => {
      const picks = new Picks(seed);
      return Array.from({ length: 500 }, () => picks.timePasses()).filter(Boolean).length / 500;
    });
    expect(near(rates, 0, 0)).toBeGreaterThan(0.2);
    expect(near(rates, 0, 0)).toBeLessThan(0.45);
    expect(near(rates, 0.06, 0.15)).toBeGreaterThan(0.18);
    expect(near(rates, 0.01, 0.035)).toBeGreaterThan(0.18);
    expect(Math.max(...rates)).toBeLessThan(0.2);
  });
});

describe.each<readonly [string, (seed: number) => Decider]>([
  ['random', (seed) => new RandomDecider(seed)],
  ['pct', (seed) => new PctDecider(seed)],
  ['pos', (seed) => new PosDecider(seed)],
  ['surw', (seed) => new SurwDecider(seed, [])],
  ['delays', (seed) => new DelaysDecider(seed, plan('a'), [])],
])('%s', (_, of) => {
  const one = new Agenda();
  one.add(step('a:0'));

  it('takes the only step', () => {
    for (const seed of SEEDS) expect(of(seed).step(one, false)).toBe(0);
  });

  it('lets time pass in some runs, and only where it may', () => {
    const passes = (seed: number, mayAdvance: boolean): boolean => {
      const decider = of(seed);
      return Array.from({ length: 60 }, () => decider.step(one, mayAdvance)).includes(1);
    };
    expect(share((seed) => passes(seed, true))).toBeGreaterThan(0.3);
    expect(share((seed) => passes(seed, true))).toBeLessThan(0.75);
    expect(share((seed) => passes(seed, false))).toBe(0);
  });

  it('makes other choices by its picks, and the same ones with the same seed', () => {
    const picks = (seed: number): readonly number[] => {
      const decider = of(seed);
      return Array.from({ length: 20 }, () => decider.pick('outside', 'x', 3));
    };
    const expected = new Picks(3);
    expect(picks(3)).toEqual(Array.from({ length: 20 }, () => expected.pick('outside', 'x', 3)));
    expect(order(of(4), chain('a', 3), chain('b', 3))).toEqual(order(of(4), chain('a', 3), chain('b', 3)));
  });
});

describe('the random walk', () => {
  it('takes any step with the same probability', () => {
    const firsts = SEEDS.map(
      (seed) => order(new RandomDecider(seed, 1), chain('a', 1), chain('b', 1), chain('c', 1))[0],
    );
    for (const name of ['a:0', 'b:0', 'c:0'])
      expect(firsts.filter((one) => one === name).length / SEEDS.length).toBeCloseTo(1 / 3, 1);
  });

  it('preempts the first in line as often as it is to', () => {
    expect(
      share((seed) => order(new RandomDecider(seed, 0), chain('a', 2), chain('b', 2)).join() === 'a:0,b:0,a:1,b:1'),
    ).toBe(1);
    const half = share((seed) => order(new RandomDecider(seed, 0.5), chain('a', 1), chain('b', 1))[0] === 'a:0');
    expect(half).toBeGreaterThan(0.68);
    expect(half).toBeLessThan(0.82);
    const drawn = share((seed) => order(new RandomDecider(seed), chain('a', 1), chain('b', 1))[0] === 'a:0');
    expect(drawn).toBeGreaterThan(0.72);
    expect(drawn).toBeLessThan(0.85);
  });
});

describe('pct', () => {
  it('with depth 1 lets one chain after another run to its end', () => {
    const orders = SEEDS.map((seed) =>
      order(new PctDecider(seed, 1), chain('a', 3), chain('b', 3))
        .map((name) => name[0])
        .join(''),
    );
    expect(new Set(orders)).toEqual(new Set(['aaabbb', 'bbbaaa']));
    expect(orders.filter((one) => one === 'aaabbb').length / SEEDS.length).toBeCloseTo(0.5, 1);
  });

  it('with depth 2 demotes one chain at one point at most', () => {
    const orders = SEEDS.map((seed) =>
      order(new PctDecider(seed, 2), chain('a', 6), chain('b', 6))
        .map((name) => name[0])
        .join(''),
    );
    const switches = orders.map((one) => one.match(/a(?=b)|b(?=a)/g)?.length ?? 0);
    expect(Math.max(...switches)).toBe(2);
    expect(switches.filter((count) => count === 2).length).toBeGreaterThan(20);
  });

  it('draws its depth', () => {
    const switches = SEEDS.map(
      (seed) =>
        order(new PctDecider(seed), chain('a', 30), chain('b', 30))
          .map((name) => name[0])
          .join('')
          .match(/ab|ba/g)?.length ?? 0,
    );
    expect(switches.filter((count) => count > 2).length).toBeGreaterThan(10);
    expect(switches.filter((count) => count === 1).length).toBeGreaterThan(SEEDS.length / 4);
    expect(Math.max(...switches)).toBeLessThanOrEqual(6);
  });

  it('takes both directions of a stream as one chain', () => {
    expect([chainOf({ chain: 'a#1 in' }), chainOf({ chain: 'a#1 out' }), chainOf({ chain: 'a#1' })]).toEqual([
      'a#1',
      'a#1',
      'a#1',
    ]);
  });
});

describe('pos', () => {
  it('takes steps that race in any order', () => {
    const shared = writes('state:x');
    const orders = SEEDS.map((seed) =>
      order(new PosDecider(seed), chain('a', 1, shared), chain('b', 1, shared), chain('c', 1, shared)).join(),
    );
    expect(new Set(orders).size).toBe(6);
  });

  it('keeps the priority of a step that does not race', () => {
    // Without a race, the step with the lower priority waits for all steps of the other chain or for none.
    const waits = (footprint: Footprint): number =>
      share((seed) => {
        const taken = order(new PosDecider(seed), chain('a', 12, footprint), [step('b:0', footprint)]);
        return taken.indexOf('b:0') >= 6;
      });
    expect(waits(writes('state:x'))).toBeLessThan(0.06);
    expect(waits({ reads: ['state:x'], writes: [] })).toBeGreaterThan(0.07);
  });
});

describe('surw', () => {
  const shared = writes('state:x');
  const probe = (a: number, b: number): ReturnType<typeof recordedStep>[] => [
    ...Array.from({ length: a }, (_, index) => recordedStep(`a:${index}`, { footprint: shared, chain: 'a' })),
    recordedStep('time 1'),
    ...Array.from({ length: b }, (_, index) => recordedStep(`b:${index}`, { footprint: shared, chain: 'b' })),
  ];

  it('makes each order of the interesting steps about as likely', () => {
    const orders = SEEDS.map((seed) =>
      order(new SurwDecider(seed, probe(3, 1)), chain('a', 3, shared), chain('b', 1, shared)).join(),
    );
    const counts = ['b:0,a:0,a:1,a:2', 'a:0,b:0,a:1,a:2', 'a:0,a:1,b:0,a:2', 'a:0,a:1,a:2,b:0'].map(
      (one) => orders.filter((other) => other === one).length / SEEDS.length,
    );
    for (const count of counts) {
      expect(count).toBeGreaterThan(0.17);
      expect(count).toBeLessThan(0.33);
    }
  });

  it('lets other chains wait before their interesting steps, and not before others', () => {
    const quietly = share((seed) => {
      const taken = order(
        new SurwDecider(seed, probe(1, 1)),
        [step('a:0', shared)],
        [step('c:0'), step('c:1')],
        [step('b:0', shared)],
      );
      return taken.indexOf('c:1') < 2;
    });
    expect(quietly).toBeGreaterThan(0.05);
  });

  it('weighs a chain by the steps that it has left', () => {
    const long = [
      ...Array.from({ length: 9 }, (_, index) =>
        recordedStep(`a:${index}`, { chain: 'a', footprint: writes(`state:a${index}`) }),
      ),
      recordedStep('b:0', { chain: 'b', footprint: writes('state:b') }),
    ];
    const first = share((seed) => order(new SurwDecider(seed, long), chain('a', 9), chain('b', 1))[0] === 'b:0');
    expect(first).toBeGreaterThan(0.05);
    expect(first).toBeLessThan(0.16);
  });

  it('takes any step where the intended chain cannot move', () => {
    expect(
      share(
        (seed) => order(new SurwDecider(seed, probe(1, 1)), [step('b:0', shared)], [step('c:0', shared)]).length === 2,
      ),
    ).toBe(1);
  });

  it('is interested in what two chains touch, one of them writing', () => {
    // With an interest in both first steps, each chain is as likely to be first; without, the longer one mostly is.
    const isInterested = (one: Footprint, other: Footprint): boolean => {
      const first = step('a:0', one);
      const rest = Array.from({ length: 9 }, (_, index) => step(`a:${index + 1}`));
      const steps = [first, ...rest, step('b:0', other)].map(({ address, chain: name, footprint }) =>
        recordedStep(address, { chain: name, footprint }),
      );
      const starts = share(
        (seed) => order(new SurwDecider(seed, steps), [first, ...rest], [step('b:0', other)])[0] === 'a:0',
      );
      return starts < 0.75;
    };
    const reads: Footprint = { reads: ['state:x'], writes: [] };
    expect(isInterested(shared, shared)).toBe(true);
    expect(isInterested(reads, shared)).toBe(true);
    expect(isInterested(shared, reads)).toBe(true);
    expect(isInterested(reads, reads)).toBe(false);
    expect(isInterested(shared, writes('state:y'))).toBe(false);
    expect(isInterested(writes('world'), writes('world'))).toBe(false);
  });
});

describe('the decider of a plan', () => {
  const runner = new FakeRunner(() => ({ recorded: [recordedStep('a:0')] }));
  const of = (more: object): Promise<Decider> => deciderOf(plan('a', more), runner);

  it('is quiet without a strategy, holds and choices', async () => {
    expect(await of({})).toBe(quiet);
    expect(await of({ holds: [{ before: 'a', until: 'b' }] })).toBeInstanceOf(PlannedDecider);
    expect(await of({ choices: { 'jitter a': 1 } })).toBeInstanceOf(PlannedDecider);
  });

  it.each([
    ['random', RandomDecider],
    ['pct', PctDecider],
    ['pos', PosDecider],
    ['surw', SurwDecider],
    ['delays', DelaysDecider],
  ] as const)('is that of its strategy: %s', async (name, kind) => {
    expect(await of({ strategy: { name, dice: 1, troubles: 0 } })).toBeInstanceOf(kind);
  });

  it('knows the steps of a quiet run where its strategy needs them', async () => {
    const before = runner.plans.length;
    await of({ strategy: { name: 'surw', dice: 1, troubles: 0 } });
    await of({ strategy: { name: 'delays', dice: 1, troubles: 0 } });
    await of({ strategy: { name: 'pct', dice: 1, troubles: 0 } });
    expect(runner.plans.slice(before).map(({ strategy }) => strategy)).toEqual([undefined, undefined]);
  });
});
