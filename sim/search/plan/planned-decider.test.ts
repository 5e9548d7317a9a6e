/** Goal: holds and choices of a plan are kept, and the rest is left to another decider. Method: an agenda of steps by name. */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import type { Decider } from '../../core/choices.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import { plan } from '../testing/plans.ts';
import { PlannedDecider } from './planned-decider.ts';

const step = (address: string): Step => ({
  chain: address,
  address,
  footprint: { reads: [], writes: [] },
  runsUserCode: false,
  perform: () => undefined,
});
function agendaOf(...addresses: readonly string[]): Agenda {
  const agenda = new Agenda();
  for (const address of addresses) agenda.add(step(address));
  return agenda;
}
const last: Decider = { step: (agenda) => agenda.size - 1, pick: (_kind, _address, options) => options - 1 };
const deciderOf = (more: Partial<Plan>): PlannedDecider => new PlannedDecider(plan('a', more), last);

describe('the order', () => {
  it('is left to the other decider where the plan says nothing of it', () => {
    expect(deciderOf({ choices: { 'jitter a#1': 1 } }).step(agendaOf('x', 'y'), false)).toBe(1);
    expect(deciderOf({ holds: [{ before: 'z', until: 'rest' }] }).step(agendaOf('x', 'y'), false)).toBe(0);
    expect(deciderOf({ choices: { 'time z': 1 } }).step(agendaOf('x', 'y'), false)).toBe(0);
  });

  it('has a step wait for another one', () => {
    const decider = deciderOf({ holds: [{ before: 'x', until: 'z' }] });
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(1);
    decider.moved(step('z'));
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(0);
  });

  it('has a step wait for each of several, and several for one', () => {
    const decider = deciderOf({
      holds: [
        { before: 'x', until: 'z' },
        { before: 'x', until: 'w' },
        { before: 'v', until: 'z' },
      ],
    });
    decider.moved(step('z'));
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(1);
    expect(decider.step(agendaOf('v', 'y'), false)).toBe(0);
    decider.moved(step('w'));
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(0);
  });

  it('has a step wait for everything else', () => {
    const decider = deciderOf({
      holds: [
        { before: 'x', until: 'rest' },
        { before: 'w', until: 'rest' },
      ],
    });
    expect(decider.step(agendaOf('x', 'w', 'y'), true)).toBe(2);
    expect(decider.step(agendaOf('x', 'w'), true)).toBe(0);
    const both = deciderOf({
      holds: [
        { before: 'x', until: 'rest' },
        { before: 'x', until: 'z' },
      ],
    });
    expect(both.step(agendaOf('x'), true)).toBe(1);
    expect(both.step(agendaOf('x', 'x2'), true)).toBe(1);
  });

  it('lets time pass where all are held, 200 times in a run, and then takes the first', () => {
    const decider = deciderOf({ holds: [{ before: 'x', until: 'z' }] });
    expect(decider.step(agendaOf('x'), false)).toBe(0);
    for (let times = 0; times < 200; times++) expect(decider.step(agendaOf('x'), true)).toBe(1);
    expect(decider.step(agendaOf('x'), true)).toBe(0);
  });

  it('names steps whose address comes again by number', () => {
    const decider = deciderOf({ holds: [{ before: 'x~2', until: 'z' }] });
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(0);
    decider.moved(step('x'));
    expect(decider.step(agendaOf('x', 'y'), false)).toBe(1);
  });
});

describe('time', () => {
  it('passes after a step, as often as the plan says', () => {
    const decider = deciderOf({ choices: { 'time x': 2 } });
    expect(decider.step(agendaOf('y'), true)).toBe(0);
    decider.moved(step('x'));
    expect(decider.step(agendaOf('y'), false)).toBe(0);
    expect(decider.step(agendaOf('y'), true)).toBe(1);
    decider.moved(undefined);
    expect(decider.step(agendaOf('y'), true)).toBe(1);
    decider.moved(undefined);
    expect(decider.step(agendaOf('y'), true)).toBe(0);
    decider.moved(step('y'));
    expect(decider.step(agendaOf('z'), true)).toBe(0);
  });

  it('passes before the first step', () => {
    const decider = deciderOf({ choices: { 'time beginning': 1 } });
    expect(decider.step(agendaOf('y'), true)).toBe(1);
    decider.moved(undefined);
    expect(decider.step(agendaOf('y'), true)).toBe(0);
  });

  it('is counted again after each step', () => {
    const decider = deciderOf({ choices: { 'time x': 1, 'time y': 1 } });
    decider.moved(step('x'));
    decider.moved(undefined);
    decider.moved(step('y'));
    expect(decider.step(agendaOf('z'), true)).toBe(1);
  });
});

describe('other choices', () => {
  it('are those of the plan, or of the other decider', () => {
    const decider = deciderOf({ choices: { 'jitter a#1': 1, 'skew x': 5 } });
    expect(decider.pick('jitter', 'a#1', 4)).toBe(1);
    expect(decider.pick('jitter', 'a#2', 4)).toBe(3);
    expect(decider.pick('skew', 'x', 5)).toBe(0);
    expect(decider.pick('skew', 'x', 6)).toBe(5);
  });

  it('are quiet beyond the plan once faults are frozen', () => {
    const decider = deciderOf({ choices: { 'jitter a#1': 1 } });
    expect([decider.planned('jitter', 'a#1', 4), decider.planned('jitter', 'a#2', 4)]).toEqual([1, 0]);
  });
});

it('the other decider learns of each move', () => {
  const seen: (string | undefined)[] = [];
  const rest: Decider = { ...last, moved: (one) => void seen.push(one?.address) };
  const decider = new PlannedDecider(plan('a'), rest);
  decider.moved(step('x'));
  decider.moved(undefined);
  expect(seen).toEqual(['x', undefined]);
  expect(() => new PlannedDecider(plan('a'), last).moved(step('x'))).not.toThrow();
});

describe('what had no effect', () => {
  const all = {
    holds: [
      { before: 'x', until: 'z' },
      { before: 'y', until: 'rest' },
    ],
    choices: { 'jitter a#1': 2, 'time x': 1, 'trouble b#1@1:after': 1 },
  };

  it('is named: all of it in a run that does nothing', () => {
    expect(deciderOf(all).unmet()).toEqual([
      'x was to wait for z',
      'y was to wait for everything else',
      'the choice "jitter a#1" was to be 2',
      'the choice "time x" was to be 1',
    ]);
  });

  it('is nothing in a run that comes to it', () => {
    const decider = deciderOf(all);
    decider.moved(step('z'));
    decider.moved(step('x'));
    decider.moved(undefined);
    decider.moved(step('y'));
    decider.pick('jitter', 'a#1', 3);
    expect(decider.unmet()).toEqual([]);
  });

  it('is a hold of which one step came', () => {
    const waited = deciderOf({ holds: [{ before: 'x', until: 'z' }] });
    waited.moved(step('x'));
    expect(waited.unmet()).toEqual(['x was to wait for z']);
    const came = deciderOf({ holds: [{ before: 'x', until: 'z' }] });
    came.moved(step('z'));
    expect(came.unmet()).toEqual(['x was to wait for z']);
    const asked = deciderOf({ choices: { 'jitter a#1': 1 } });
    asked.planned('jitter', 'a#1', 3);
    expect(asked.unmet()).toEqual([]);
  });
});
