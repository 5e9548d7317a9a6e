/**
 * Goal: a delayed step waits for all others, and without delays no chain starves. Method: an agenda of steps that stay in line
 * until they are taken, and a probe that shows what is contended.
 */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RecordedStep } from '../record/run-record.ts';
import { DelaysDecider } from './delays-decider.ts';

const RUNS = 200;

describe('delays', () => {
  it('lets a delayed step wait until no other step can be taken', () => {
    const orders = Array.from({ length: RUNS }, (_, dice) => taken(dice, ['a#1:set', 'b#1:start', 'b#1:read']));
    const delayed = orders.filter((order) => order[0] !== 'a#1:set');
    expect(delayed.length).toBeGreaterThan(RUNS / 10);
    expect(delayed.filter((order) => order.at(-1) === 'a#1:set').length).toBeGreaterThan(delayed.length / 3);
  });

  it('delays the same step of all operations, or of one', () => {
    const steps = ['a#1:set', 'b#1:set', 'c#1:other'];
    const orders = new Set(Array.from({ length: RUNS }, (_, dice) => taken(dice, steps).join()));
    expect(orders).toContain('c#1:other,a#1:set,b#1:set');
    expect(orders).toContain('b#1:set,c#1:other,a#1:set');
  });

  it('takes a step of each chain in turn in some runs, and the first in line in others', () => {
    const steps = ['a#1:one', 'a#1:two', 'b#1:one', 'b#1:two'];
    const orders = new Set(Array.from({ length: RUNS }, (_, dice) => taken(dice, steps).join()));
    expect(orders).toContain('a#1:one,b#1:one,a#1:two,b#1:two');
    expect(orders).toContain(steps.join());
  });

  it('delays the step that writes more often than each one that reads', () => {
    const looks = Array.from({ length: 7 }, (_, index) => `b#1:look ${index}`);
    const orders = Array.from({ length: RUNS }, (_, dice) => taken(dice, ['a#1:set', ...looks]));
    expect(orders.filter((order) => order.at(-1) === 'a#1:set').length).toBeGreaterThan(RUNS / 4);
  });

  it('makes the same choices with the same seed', () => {
    const steps = ['a#1:set', 'b#1:set', 'b#1:read', 'c#1:other'];
    for (let dice = 0; dice < 20; dice++) expect(taken(dice, steps)).toEqual(taken(dice, steps));
  });
});

/** The order in which a run takes some steps that can all move from the beginning on. */
function taken(dice: number, names: readonly string[]): string[] {
  const agenda = new Agenda();
  for (const name of names) agenda.add(step(name));
  const decider = new DelaysDecider(dice, PLAN, names.map(recorded));
  const order: string[] = [];
  while (agenda.size > 0) {
    const next = agenda.at(decider.step(agenda, false));
    decider.moved(next);
    agenda.drop(next);
    order.push(next.address);
  }
  return order;
}

function step(address: string): Step {
  return { ...recorded(address), address, runsUserCode: false, perform: () => undefined };
}

function recorded(name: string): RecordedStep {
  const resource = `state:Box/x/${name.split(':')[1] === 'other' ? 'other' : 'value'}`;
  const [chain = ''] = name.split(':');
  const footprint = name.includes(':look') ? { reads: [resource], writes: [] } : { reads: [], writes: [resource] };
  return { name, chain, footprint, isTime: false, firstEvent: 0 };
}

const PLAN: Plan = {
  version: 1,
  scenario: 'boxes',
  seed: 0,
  operations: ['a', 'b', 'c'].map((id) => ({
    id,
    client: id,
    kind: 'call',
    service: 'Box',
    handler: 'fill',
    troubles: [],
  })),
  world: [],
  holds: [],
  choices: {},
};
