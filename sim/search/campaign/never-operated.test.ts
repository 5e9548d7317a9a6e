/** Goal: what operators never did is listed by handler and action. Method: coverage of a campaign, with and without it. */
import { describe, expect, it } from 'vitest';
import { neverAllowed, neverOperated, operatedName } from './never-operated.ts';

describe('what operators never did', () => {
  it('is listed by action, for handlers that were called', () => {
    const coverage = new Map([
      ['handler Gate/enter', 9],
      ['handler Gate/leave', 4],
      [operatedName('cancel requested', 'Gate/enter'), 2],
      [operatedName('killed', 'Gate/leave'), 1],
    ]);
    expect(neverOperated(coverage, { operators: true })).toEqual([
      'a cancel of Gate/leave',
      'a kill of Gate/enter',
      'a pause of Gate/enter, Gate/leave',
    ]);
    expect(neverOperated(coverage, { operators: false })).toEqual([]);
  });

  it('says which actions the scenario leaves out', () => {
    expect(neverAllowed({ operators: ['cancel'] })).toEqual([
      'a kill of any invocation, because `operators` of this scenario leaves it out',
      'a pause of any invocation, because `operators` of this scenario leaves it out',
    ]);
  });

  it('is judged by what operators do to each service', () => {
    const faults = { operators: ['cancel'], services: { Gate: { operators: ['kill'] } } } as const;
    const coverage = new Map([
      ['handler Gate/enter', 9],
      ['handler Door/open', 4],
    ]);
    expect(neverOperated(coverage, faults)).toEqual(['a cancel of Door/open', 'a kill of Gate/enter']);
    expect(neverAllowed(faults)).toEqual([
      'a cancel of Gate, because `operators` of that service leaves it out',
      'a kill of any invocation except of Gate, because `operators` of this scenario leaves it out',
      'a pause of any invocation, because `operators` of this scenario leaves it out',
    ]);
  });
});
