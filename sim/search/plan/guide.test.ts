/** Goal: a guided run follows a recorded one with the fewest holds. Method: recorded steps, and agendas by name. */
import { describe, expect, it } from 'vitest';
import { Agenda, type Step } from '../../core/agenda.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { RecordedStep } from '../record/run-record.ts';
import { step as recordedStep } from '../testing/fake-runner.ts';
import { Guide, timeKey, type Closeness } from './guide.ts';

const writes = (...names: readonly string[]): Footprint => ({ reads: [], writes: names });
const recorded = (name: string, footprint: Footprint = writes(name)): RecordedStep => recordedStep(name, { footprint });
const time = (number: number): RecordedStep => recordedStep(`time ${number}`);
const step = (address: string, footprint: Footprint = writes(address)): Step => ({
  chain: address,
  address,
  footprint,
  runsUserCode: false,
  perform: () => undefined,
});

/** Runs until the agenda is empty; steps are added after those that `then` names. @returns the order of steps */
function run(
  guide: Guide,
  start: readonly Step[],
  then: Readonly<Record<string, Step>> = {},
  mayAdvance = false,
): readonly string[] {
  const agenda = new Agenda();
  for (const one of start) agenda.add(one);
  const order: string[] = [];
  while (agenda.size > 0 && order.length < 20) {
    const place = guide.step(agenda, mayAdvance);
    if (place === agenda.size) {
      order.push('time');
      guide.moved(undefined);
      continue;
    }
    const next = agenda.at(place);
    guide.moved(next);
    agenda.drop(next);
    order.push(next.address);
    const more = then[next.address];
    if (more !== undefined) agenda.add(more);
  }
  return order;
}
const guideOf = (
  steps: readonly RecordedStep[],
  closeness: Closeness = 'loose',
  picks: ReadonlyMap<string, number> = new Map(),
): Guide => new Guide(steps, closeness, picks);

describe('a step', () => {
  const one = writes('x');

  it('is taken at once where it touches nothing of what has to come before', () => {
    const guide = guideOf([recorded('b'), recorded('a')]);
    expect(run(guide, [step('a'), step('b')])).toEqual(['a', 'b']);
    expect([guide.holds, guide.lost]).toEqual([[], false]);
  });

  it('waits for the last step that has to come before', () => {
    const guide = guideOf([recorded('b', one), recorded('c', one), recorded('a', one)]);
    expect(run(guide, [step('a', one), step('b', one), step('c', one)])).toEqual(['b', 'c', 'a']);
    expect(guide.holds).toEqual([
      { before: 'a', until: 'c' },
      { before: 'a', until: 'c' },
    ]);
  });

  it('keeps its position where that is to be exact', () => {
    const guide = guideOf([recorded('b'), recorded('a')], 'exact');
    expect(run(guide, [step('a'), step('b')])).toEqual(['b', 'a']);
    expect(guide.holds).toEqual([{ before: 'a', until: 'b' }]);
  });

  it('that the recorded run did not reach waits for what it would disturb', () => {
    const steps = [recorded('a', one), recorded('b', writes('y'))];
    const start = [step('stranger', one), step('a', one), step('b', writes('y'))];
    const loose = guideOf(steps);
    expect(run(loose, start)).toEqual(['a', 'stranger', 'b']);
    expect(loose.holds).toEqual([{ before: 'stranger', until: 'a' }]);
    const closed = guideOf(steps, 'closed');
    expect(run(closed, start)).toEqual(['a', 'b', 'stranger']);
    expect(closed.holds).toEqual([
      { before: 'stranger', until: 'b' },
      { before: 'stranger', until: 'b' },
    ]);
    expect(run(guideOf(steps), [step('stranger', writes('z')), ...start.slice(1)])[0]).toBe('stranger');
  });

  it('that comes again has a number', () => {
    const guide = guideOf([recorded('a', one), recorded('b', one), recorded('a~2', one)]);
    expect(run(guide, [step('a', one), step('b', one)], { b: step('a', one) })).toEqual(['a', 'b', 'a']);
    const early = guideOf([recorded('a', one), recorded('b', one), recorded('a~2', one)]);
    expect(run(early, [step('a', one)], { a: step('a', one) }).length).toBeGreaterThan(0);
    expect(early.lost).toBe(true);
  });
});

describe('time', () => {
  it('passes where it passed, after the step before', () => {
    const guide = guideOf([recorded('a'), time(1), time(2), recorded('b')]);
    expect(run(guide, [step('a')], { a: step('b') }, true)).toEqual(['a', 'time', 'time', 'b']);
    expect([guide.times, guide.lost]).toEqual([{ a: 2 }, false]);
    const first = guideOf([time(1), recorded('a')]);
    expect(run(first, [step('a')], {}, true)).toEqual(['time', 'a']);
    expect(first.times).toEqual({ beginning: 1 });
  });

  it('is waited for by a step after it, by the step before', () => {
    const guide = guideOf([recorded('a'), time(1), recorded('b')]);
    expect(run(guide, [step('b'), step('a')], {}, true)).toEqual(['a', 'time', 'b']);
    expect(guide.holds).toEqual([{ before: 'b', until: 'a' }]);
  });

  it('that passes elsewhere loses the recorded run', () => {
    const guide = guideOf([recorded('a'), recorded('b')]);
    guide.moved(undefined);
    expect(guide.lost).toBe(true);
    const after = guideOf([recorded('a')]);
    after.moved(step('a'));
    after.moved(undefined);
    expect(after.lost).toBe(false);
    const expected = guideOf([time(1), recorded('a')]);
    expected.moved(undefined);
    expect(expected.lost).toBe(false);
  });

  it('has a key by the step', () => {
    expect(timeKey('a')).toBe('time a');
  });
});

it('a run that cannot be followed is lost', () => {
  const one = writes('x');
  const guide = guideOf([recorded('a', one), recorded('b', one)]);
  expect(guide.step(agendaWith(step('b', one)), false)).toBe(0);
  expect(guide.lost).toBe(true);
});

it('other choices are those of the recorded run, or quiet', () => {
  const guide = guideOf([], 'loose', new Map([['jitter a#1', 2]]));
  expect([guide.pick('jitter', 'a#1'), guide.pick('jitter', 'a#2'), guide.planned('jitter', 'a#1')]).toEqual([2, 0, 2]);
});

function agendaWith(...steps: readonly Step[]): Agenda {
  const agenda = new Agenda();
  for (const one of steps) agenda.add(one);
  return agenda;
}
