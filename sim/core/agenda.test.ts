import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from './agenda.ts';
import { NOTHING } from './footprint.ts';

function step(address: string, isRequest = false): Step {
  return { chain: address, address, footprint: NOTHING, runsUserCode: false, isRequest, perform: () => undefined };
}

describe('the agenda', () => {
  it('keeps steps in the order in which they became possible, requests after all others', () => {
    const agenda = new Agenda();
    for (const each of [step('request', true), step('a'), step('b'), step('later request', true), step('c')])
      agenda.add(each);
    const line = Array.from({ length: agenda.size }, (_, place) => agenda.at(place).address);
    expect(line).toEqual(['a', 'b', 'c', 'request', 'later request']);
  });

  it('drops a step from anywhere, and says whether it was there', () => {
    const agenda = new Agenda();
    const [a, b, c] = [step('a'), step('b'), step('c')];
    for (const each of [a, b, c]) agenda.add(each);
    expect(agenda.drop(b)).toBe(true);
    expect(agenda.drop(b)).toBe(false);
    expect([agenda.at(0), agenda.at(1), agenda.size]).toEqual([a, c, 2]);
  });

  it('has what the code of several attempts added in one turn in line by attempt', () => {
    const agenda = new Agenda();
    const [z, early] = [step('z#1:append 1'), step('early')];
    for (const each of [z, early]) agenda.add(each);
    agenda.beginTurn();
    for (const each of ['b#1:append 2', 'a/1#2:run 1', 'b#1:effect 0', 'a#1:append 1']) agenda.add(step(each));
    agenda.drop(early);
    agenda.endTurn();
    const line = Array.from({ length: agenda.size }, (_, place) => agenda.at(place).address);
    expect(line).toEqual(['z#1:append 1', 'a#1:append 1', 'a/1#2:run 1', 'b#1:append 2', 'b#1:effect 0']);
  });

  it('has no step beyond its end', () => {
    expect(() => new Agenda().at(0)).toThrow('no step at index 0 of an agenda of 0');
  });
});
