import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from './agenda.ts';
import { Choices, quiet, type Choice, type Decider } from './choices.ts';
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
