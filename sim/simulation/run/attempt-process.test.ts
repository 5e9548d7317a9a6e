import { describe, expect, it } from 'vitest';
import { invoked } from '../../server/testing/invocations.ts';
import { streamOf } from '../../server/testing/stream-of.ts';
import { TestWorld } from '../../server/testing/test-world.ts';
import { AttemptProcess } from './attempt-process.ts';

/** @param skew the option of the choice of skew; undefined where the clocks of services are exact */
function setUp({ skew, number = 1, startMs = 1_000 }: { skew?: number; number?: number; startMs?: number } = {}) {
  const world = new TestWorld({ startMs, decider: { step: () => 0, pick: () => skew ?? 0 } });
  const invocation = invoked('a');
  const { stream } = streamOf(world, invocation);
  Object.assign(stream, { number, address: `a#${number}` });
  const life = { dead: false };
  const process = new AttemptProcess(world, stream, life, skew !== undefined, {});
  const fired: string[] = [];
  const arm = (name: string, delayMs: number) => process.setTimer(delayMs, () => fired.push(name));
  return { world, process, life, fired, arm };
}

describe('the clocks of an attempt', () => {
  it('count elapsed time from its start, not from the start of the world', () => {
    const { world, process } = setUp({ startMs: 5_000 });
    expect(process.elapsed()).toBe(0);
    world.passTo(5_070);
    expect(process.elapsed()).toBe(70);
  });

  it('show the time of the server, and later attempts never an earlier one', () => {
    expect(setUp().process.now()).toBe(1_000);
    expect(setUp().process.ambientNow()).toBe(1_000);
    expect(setUp({ number: 3 }).process.ambientNow()).toBe(1_002);
    expect(setUp({ number: 3 }).process.now()).toBe(1_000);
  });

  it('differ from the clock of the server by the skew, which elapsed time does not have', () => {
    const { process } = setUp({ skew: 2 });
    expect([process.now(), process.ambientNow(), process.elapsed()]).toEqual([960, 960, 0]);
  });
});

describe('random numbers', () => {
  it('differ from draw to draw and from attempt to attempt, and repeat with the run', () => {
    const draws = (number: number): number[] => {
      const { process } = setUp({ number });
      return [process.random(), process.random()];
    };
    expect(draws(1)).toEqual(draws(1));
    expect(new Set([...draws(1), ...draws(2)]).size).toBe(4);
  });
});

describe('timers', () => {
  it('fire in steps of their own, not before their whole delay has passed', () => {
    const { world, fired, arm } = setUp();
    arm('a', 10.2);
    world.passTo(1_010);
    expect(world.steps).toEqual([]);
    world.passTo(1_011);
    expect(world.steps).toEqual(['a#1:timer 0']);
    world.run();
    expect(fired).toEqual(['a']);
  });

  it('with a negative delay are due at once', () => {
    const { world, fired, arm } = setUp();
    arm('a', -5);
    world.passTo(1_000);
    world.run();
    expect(fired).toEqual(['a']);
  });

  it('of one moment fire in any order, and one that is cancelled while it is due leaves the other', () => {
    const { world, fired, arm } = setUp();
    const [a] = [arm('a', 5), arm('b', 5)];
    world.passTo(1_005);
    expect(world.steps).toEqual(['a#1:timer 0', 'a#1:timer 1']);
    a.cancel();
    world.run();
    expect(fired).toEqual(['b']);
  });

  it('that are cancelled before they are due keep nothing waiting', () => {
    const { world, arm } = setUp();
    arm('a', 5).cancel();
    expect(world.clock.pending).toBe(false);
  });

  it('of a process that has died do not fire, whether it died before or while they were due', () => {
    const { world, life, fired, arm } = setUp();
    arm('due', 5);
    arm('later', 6);
    world.passTo(1_005);
    life.dead = true;
    world.run();
    world.passTo(1_010);
    expect([fired, world.steps]).toEqual([[], []]);
  });

  it('give the attempt something to do', () => {
    const { world, process, arm } = setUp();
    let touched = 0;
    Object.assign(process.stream, { touch: () => touched++ });
    arm('a', 1);
    world.passTo(1_001);
    world.run();
    expect(touched).toBe(1);
  });
});
