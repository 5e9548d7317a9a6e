import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from './agenda.ts';
import { Choices, quiet, type Choice, type Decider } from './choices.ts';
import { SimulatorFault, UsageError } from './errors.ts';
import { NOTHING } from './footprint.ts';

const last: Decider = { step: (agenda) => agenda.size, pick: (_kind, _address, options) => options - 1 };

function step(address: string): Step {
  return { chain: address, address, footprint: NOTHING, runsUserCode: false, perform: () => undefined };
}

describe('choices', () => {
  it('are quiet at option 0: first in line, first value', () => {
    const agenda = new Agenda();
    agenda.add(step('a'));
    agenda.add(step('b'));
    const choices = new Choices(quiet);
    expect(choices.step(agenda, true)).toBe(0);
    expect(choices.of('latency', 'x', [0, 30, 600])).toBe(0);
  });

  it('are recorded with kind, address, number of options and what was taken, unless there was no choice', () => {
    const record: Choice[] = [];
    const choices = new Choices(last, record);
    const agenda = new Agenda();
    agenda.add(step('a'));
    expect(choices.step(agenda, false)).toBe(0);
    expect(choices.of('jitter', 'a#1:jitter', [5])).toBe(5);
    expect(record).toEqual([]);
    expect(choices.step(agenda, true)).toBe(1);
    expect(choices.of('jitter', 'a#1:jitter', [0, 1, 2])).toBe(2);
    expect(record).toEqual([
      { kind: 'step', address: 'time', options: 2, chosen: 1 },
      { kind: 'jitter', address: 'a#1:jitter', options: 3, chosen: 2 },
    ]);
  });
});

describe('a decider that returns what is not an option', () => {
  const given = (chosen: number, record?: Choice[]): Choices =>
    new Choices({ step: () => chosen, pick: () => chosen }, record);
  const agenda = new Agenda();
  agenda.add(step('a'));
  agenda.add(step('b'));

  it.each([-1, 1.5, Number.NaN, 3])('is refused: a step %d of 2, or time', (chosen) => {
    expect(() => given(chosen).step(agenda, true)).toThrow(
      `The decider returned ${chosen} for the choice "step a, ...", which takes an integer from 0 to 2.`,
    );
  });

  it('is refused when time is to pass and may not', () => {
    expect(given(2).step(agenda, true)).toBe(2);
    expect(() => given(2).step(agenda, false)).toThrow('which takes an integer from 0 to 1.');
  });

  it('is refused with the address of the choice, and nothing is recorded', () => {
    const record: Choice[] = [];
    expect(() => given(3, record).of('latency', 'a#1:charge', [0, 30, 600])).toThrow(
      new UsageError(
        'INVALID_CHOICE',
        'The decider returned 3 for the choice "latency a#1:charge", which takes an integer from 0 to 2. This is a fault ' +
          'of the given decider, or of restate-sim where none was given.',
      ),
    );
    expect(record).toEqual([]);
  });

  it('is refused once faults are frozen, too', () => {
    const choices = new Choices({ ...quiet, planned: () => -1 });
    expect(() => choices.of('trouble', 'a#1@1:after', [0, 1], true)).toThrow('returned -1 for the choice');
  });

  it('is quiet once faults are frozen when it has no plan', () => {
    expect(given(1).of('trouble', 'a#1@1:after', ['nothing', 'crash'], true)).toBe('nothing');
  });
});

it('choosing a step from an empty agenda is a fault of the simulator', () => {
  expect(() => new Choices(quiet).step(new Agenda(), true)).toThrow(SimulatorFault);
});
