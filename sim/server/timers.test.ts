import { describe, expect, it } from 'vitest';
import { NOTHING } from '../core/footprint.ts';
import { TestWorld } from './testing/test-world.ts';
import { Timers } from './timers.ts';

function setUp() {
  const world = new TestWorld();
  const timers = new Timers(world);
  const fired: string[] = [];
  const arm = (name: string, atMs: number, { owner = name, rank = 0, partition = 0 } = {}): (() => void) =>
    timers.arm({
      atMs,
      partition,
      address: name,
      owner,
      rank,
      footprint: () => NOTHING,
      fire: () => fired.push(name),
    });
  return { world, timers, fired, arm };
}

describe('timers of one partition', () => {
  it('fire in the order of their deadlines, also when both deadlines have passed', () => {
    const { world, fired, arm } = setUp();
    arm('late', 20);
    arm('early', 10);
    world.passTo(30);
    expect(world.steps).toEqual(['early:timer']);
    world.run();
    expect(fired).toEqual(['early', 'late']);
  });

  it('fire in any order when they have the same deadline and different owners', () => {
    const { world, fired, arm } = setUp();
    arm('a', 5);
    arm('b', 5);
    world.passTo(5);
    expect(world.steps).toEqual(['a:timer', 'b:timer']);
    world.take('b:timer');
    world.run();
    expect(fired).toEqual(['b', 'a']);
  });

  it('fire in the order of their ranks when they have the same deadline and the same owner', () => {
    const { world, fired, arm } = setUp();
    arm('second', 5, { owner: 'o', rank: 2 });
    arm('first', 5, { owner: 'o', rank: 1 });
    world.passTo(5);
    expect(world.steps).toEqual(['first:timer']);
    world.run();
    expect(fired).toEqual(['first', 'second']);
  });
});

describe('timers of two partitions', () => {
  it('fire independently of each other', () => {
    const { world, arm } = setUp();
    arm('late', 20, { partition: 1 });
    arm('early', 10, { partition: 2 });
    world.passTo(30);
    expect(world.steps.toSorted()).toEqual(['early:timer', 'late:timer']);
  });
});

describe('disarming', () => {
  it('one of two due timers leaves the other', () => {
    const { world, fired, arm } = setUp();
    const disarm = arm('a', 5);
    arm('b', 5);
    world.passTo(5);
    disarm();
    world.run();
    expect(fired).toEqual(['b']);
  });

  it('the first of two due timers of one owner lets the second fire', () => {
    const { world, fired, arm } = setUp();
    const disarm = arm('first', 5, { owner: 'o', rank: 1 });
    arm('second', 5, { owner: 'o', rank: 2 });
    world.passTo(5);
    disarm();
    expect(world.steps).toEqual(['second:timer']);
    world.run();
    expect(fired).toEqual(['second']);
  });

  it('before the deadline keeps time from passing for it', () => {
    const { world, arm } = setUp();
    arm('a', 5)();
    expect(world.clock.pending).toBe(false);
  });

  it('after the timer has fired does nothing', () => {
    const { world, fired, arm } = setUp();
    const disarm = arm('a', 5);
    arm('b', 5);
    world.passTo(5);
    world.take('a:timer');
    disarm();
    world.run();
    expect(fired).toEqual(['a', 'b']);
  });

  it('all timers of an owner takes its due and its pending ones, and no others', () => {
    const { world, timers, fired, arm } = setUp();
    arm('due', 5, { owner: 'o' });
    arm('pending', 10, { owner: 'o' });
    arm('other', 5);
    world.passTo(5);
    timers.disarmAll('o');
    world.run();
    expect(fired).toEqual(['other']);
    expect(world.clock.pending).toBe(false);
  });

  it('all timers of an owner does not disarm what the owner arms afterwards', () => {
    const { world, timers, fired, arm } = setUp();
    arm('before', 5, { owner: 'o' });
    timers.disarmAll('o');
    arm('after', 5, { owner: 'o' });
    world.passTo(5);
    world.run();
    expect(fired).toEqual(['after']);
  });
});
