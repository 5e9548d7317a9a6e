/** Goal: shards, groups, waits and reach are counted as they say. Method: small inputs by hand. */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assertionsHold } from '../../checks/assertions.ts';
import { atRest } from '../../checks/build-invariant.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import {
  beganEffect,
  created,
  ended,
  eventsOf,
  get,
  set,
  stored,
  type Happenings,
} from '../../trace/testing/happenings.ts';
import { FakeRunner } from '../testing/fake-runner.ts';
import { Groups, type Kind } from './groups.ts';
import { JudgedReach } from './judged-reach.ts';
import { Reach } from './reach.ts';
import { ofWorker, unitsOf } from './shard.ts';
import { WaivedCount, waivedText } from './waived.ts';
import * as restate from '@restatedev/restate-sdk';

describe('the units of a shard', () => {
  const first = (...of: Parameters<typeof unitsOf>): readonly number[] => {
    const units = unitsOf(...of);
    return [units.next(), units.next(), units.next()].map(({ value }) => Number(value));
  };

  it('are every n-th, from its part', () => {
    expect(first()).toEqual([0, 1, 2]);
    expect(first({ part: 1, of: 3 })).toEqual([0, 3, 6]);
    expect(first({ part: 3, of: 3 })).toEqual([2, 5, 8]);
  });

  it('are split among workers', () => {
    expect([0, 1].map((worker) => first(ofWorker(undefined, worker, 2)))).toEqual([
      [0, 2, 4],
      [1, 3, 5],
    ]);
    expect([0, 1].map((worker) => first(ofWorker({ part: 2, of: 3 }, worker, 2)))).toEqual([
      [1, 7, 13],
      [4, 10, 16],
    ]);
  });
});

describe('waived waits', () => {
  it('are counted by run, handler and what is awaited', () => {
    const waived = new WaivedCount();
    const wait = { handler: 'S/h', what: 'an awakeable' };
    waived.add([wait, wait, { handler: 'S/h', what: 'a resume' }]);
    waived.add([wait, { handler: 'A/h', what: 'a resume' }]);
    waived.add([]);
    expect(waived.all()).toEqual([
      { handler: 'A/h', what: 'a resume', runs: 1 },
      { handler: 'S/h', what: 'a resume', runs: 1 },
      { handler: 'S/h', what: 'an awakeable', runs: 2 },
    ]);
  });

  it('are said', () => {
    expect(waivedText({ handler: 'S/h', what: 'a cancel', runs: 1_200 }, 3_000)).toBe(
      'S/h was left waiting for a cancel in 1,200 of 3,000 runs',
    );
    expect(waivedText({ handler: 'S/h', what: 'a cancel', runs: 1 }, 1)).toBe(
      'S/h was left waiting for a cancel in 1 of 1 run',
    );
  });
});

describe('groups of requests', () => {
  const kind = (number: number, service: string, operation: string = `o${number}`): Kind => ({
    kind: number,
    service,
    operation,
  });
  const found = (made: readonly Kind[], ...run: readonly Happenings[]): unknown => {
    const groups = new Groups();
    groups.see(made, eventsOf(...run));
    return groups.found();
  };
  const entries = [
    stored('o0', 1, get('x')),
    stored('o0', 2, set('x')),
    stored('o0', 2, set('y')),
    stored('o1', 1, get('x')),
  ];

  it('are by service, and weigh as much as they do', () => {
    expect(found([kind(0, 'A'), kind(1, 'A')], entries)).toEqual([{ kinds: [0, 1], weight: 4 }]);
    expect(found([kind(0, 'A'), kind(1, 'B')], entries)).toEqual([
      { kinds: [0], weight: 3 },
      { kinds: [1], weight: 2 },
    ]);
  });

  it('are joined by calls and by effects', () => {
    expect(found([kind(0, 'A'), kind(1, 'B')], entries, created('o0/2', 'B/h'))).toEqual([
      { kinds: [0, 1], weight: 4 },
    ]);
    expect(found([kind(0, 'A'), kind(1, 'B')], entries, beganEffect('pay', 'o0'), beganEffect('pay', 'o1/3'))).toEqual([
      { kinds: [0, 1], weight: 4 },
    ]);
    expect(
      found([kind(0, 'A'), kind(1, 'B')], entries, beganEffect('pay', 'o0'), beganEffect('mail', 'o1')),
    ).toHaveLength(2);
    expect(
      found([kind(0, 'A'), kind(1, 'B')], entries, created('z/2', 'B/h'), beganEffect('pay', undefined)),
    ).toHaveLength(2);
    const chain = [kind(0, 'A'), kind(1, 'B'), kind(2, 'C')];
    expect(found(chain, entries, stored('o2', 1, get('x')), created('o0/2', 'B/h'), created('o1/2', 'C/h'))).toEqual([
      { kinds: [0, 1, 2], weight: 5 },
    ]);
  });

  it('have each kind of which nothing is known', () => {
    expect(found([kind(2, 'A', 'o0'), kind(1, 'B'), { kind: 0, service: 'C', operation: undefined }], entries)).toEqual(
      [
        { kinds: [0, 2], weight: 3 },
        { kinds: [0, 1], weight: 2 },
      ],
    );
    expect(found([kind(0, 'A', 'none')], entries)).toEqual([]);
  });
});

const shop = restate.service({
  name: 'Shop',
  handlers: { buy: async () => 1, sell: async () => 1, look: async () => 1 },
});
const scenarioWith = (more: Partial<Scenario>): Scenario => ({
  ...new FakeRunner(() => ({})).scenario,
  services: () => [shop],
  operations: [fc.constant({ kind: 'call', service: 'Shop', handler: 'buy' })],
  ...more,
});

describe('reach', () => {
  it('is missing what no run has reached, in words', () => {
    const reach = new Reach(
      scenarioWith({
        outcomes: { sold: (event) => event.type === 'completed', lost: () => false },
        assertions: ['it ends'],
      }),
    );
    expect(reach.missing()).toEqual([
      'handler Shop/buy',
      'handler Shop/sell',
      'handler Shop/look',
      'outcome "sold"',
      'outcome "lost"',
      'assertion "it ends"',
    ]);
    reach.add(eventsOf(created('a', 'Shop/buy'), ended('a')));
    reach.add(
      eventsOf({
        type: 'assertion',
        kind: 'always',
        name: 'it ends',
        held: true,
        invocation: undefined,
        attempt: undefined,
        detail: undefined,
      }),
    );
    expect(reach.missing()).toEqual(['handler Shop/sell', 'handler Shop/look', 'outcome "lost"']);
  });
});

describe('what must be reached', () => {
  const scenario = scenarioWith({ invariants: [atRest('own', () => true), assertionsHold], uncalled: ['Shop/look'] });
  const judged = (level: boolean | 'handlers'): readonly boolean[] => {
    const reach = new JudgedReach(scenario, level, ['derived']);
    return [
      reach.invariant('own'),
      reach.invariant('derived'),
      reach.invariant('what the code asserts holds'),
      reach.missing('handler Shop/buy'),
      reach.missing('handler Shop/sell'),
      reach.missing('handler Shop/look'),
      reach.missing('outcome "sold"'),
    ];
  };

  it('depends on the level', () => {
    expect(judged(false)).toEqual([true, true, false, true, false, false, false]);
    expect(judged('handlers')).toEqual([true, true, false, true, true, false, false]);
    expect(judged(true)).toEqual([true, true, true, true, true, false, true]);
  });
});
