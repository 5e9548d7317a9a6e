import { describe, expect, it } from 'vitest';
import type { Invocation } from './invocation.ts';
import { FAILED, Invoker } from './invoker.ts';
import { Streams } from './streams.ts';
import { invoked, type Invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';

function setUp() {
  const world = new TestWorld();
  const streams = new Streams();
  const started: string[] = [];
  const invoker = new Invoker(world, streams, { start: (invocation: Invocation) => started.push(invocation.address) });
  const running = (
    address: string,
    { finished = false, ...origin }: Invoked & { readonly finished?: boolean } = {},
  ) => {
    const invocation = invoked(address, origin);
    const { stream, attempt } = streamOf(world, invocation, { finished });
    streams.add(stream);
    return { invocation, stream, done: attempt.done };
  };
  return { world, streams, invoker, started, running };
}

describe('an invocation that is ready', () => {
  it('starts in a step of its own, with a fresh retry budget', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    Object.assign(invocation, { attempts: 3, failures: 2, retriesSinceStored: 2 });
    invoker.ready(invocation);
    expect(invocation).toMatchObject({ status: 'ready', failures: 0, retriesSinceStored: 0, attemptsBefore: 3 });
    expect([world.steps, started]).toEqual([['a#4:start'], []]);
    world.run();
    expect(started).toEqual(['a']);
  });

  it('does not start when it is released before', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    invoker.ready(invocation);
    invoker.release(invocation);
    world.run();
    expect(started).toEqual([]);
  });
});

describe('an invocation that waits for its next attempt', () => {
  it('starts when the delay is over', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    invoker.backOff(invocation, 100);
    world.passTo(99);
    expect(world.steps).toEqual([]);
    world.passTo(100);
    world.run();
    expect(started).toEqual(['a']);
  });

  it('starts once when an operator resumes it in the moment in which the delay is over', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    invoker.backOff(invocation, 100);
    world.passTo(100);
    invoker.retryNow(invocation);
    world.run();
    expect(started).toEqual(['a']);
  });

  it('starts once when an operator resumes it before, with the same retry budget', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    invocation.failures = 2;
    invoker.backOff(invocation, 100);
    invoker.retryNow(invocation);
    world.run();
    world.passTo(200);
    world.run();
    expect(started).toEqual(['a']);
    expect(invocation.failures).toBe(2);
  });

  it('does not start when it is paused in the moment in which the delay is over', () => {
    const { world, invoker, started } = setUp();
    const invocation = invoked('a');
    invoker.backOff(invocation, 100);
    world.passTo(100);
    invoker.pause(invocation, 'test');
    world.run();
    expect(started).toEqual([]);
    expect(invocation).toMatchObject({ status: 'paused', pausedFromOutside: true });
  });
});

describe('a suspended attempt', () => {
  it('is given up, and its invocation awaits what it awaited, or a cancel', () => {
    const { streams, invoker, running } = setUp();
    const { invocation, stream } = running('a', { finished: true });
    invoker.suspend(stream, { single: 'c1' });
    expect(invocation).toMatchObject({ status: 'suspended', awaited: ['c1', 's1'] });
    expect(streams.of(invocation)).toBeUndefined();
  });

  it('does not await a cancel when its handler takes over cancellation', () => {
    const { invoker, running } = setUp();
    const { invocation, stream } = running('a', { finished: true, options: { explicitCancellation: true } });
    invoker.suspend(stream, { single: 'c1' });
    expect(invocation.awaited).toEqual(['c1']);
  });

  it('resumes at once when what it awaits arrived while it was suspending', () => {
    const { world, invoker, running } = setUp();
    const { invocation, stream } = running('a', { finished: true });
    invocation.journal.push({
      kind: 'notification',
      notification: { type: 'completion', of: 'Sleep', completion: 1, result: 'empty' },
      appendedAtMs: 0,
    });
    invoker.suspend(stream, { single: 'c1' });
    expect(invocation.status).toBe('ready');
    expect(world.events).toEqual(['suspended', 'resumed']);
  });

  it('is paused instead when an operator has requested that, even when what it awaits has arrived', () => {
    const { world, invoker, running } = setUp();
    const { invocation, stream, done } = running('a');
    invoker.requestPause(invocation);
    expect(done).toEqual(['closeInput']);
    invocation.journal.push({
      kind: 'notification',
      notification: { type: 'completion', of: 'Sleep', completion: 1, result: 'empty' },
      appendedAtMs: 0,
    });
    invoker.suspend(stream, { single: 'c1' });
    expect(invocation).toMatchObject({ status: 'paused', pauseRequested: false });
    expect(world.steps).toEqual([]);
  });
});

describe('an attempt that the server gives up', () => {
  it('becomes a zombie while its code is in the middle of something', () => {
    const { world, streams, invoker, running } = setUp();
    const { invocation, stream, done } = running('a');
    invoker.giveUp(stream, 'test');
    expect([done, world.events, stream.zombie]).toEqual([['disconnect'], ['zombie'], true]);
    expect(streams.of(invocation)).toBeUndefined();
    expect(streams.takeRunning()).toEqual([stream]);
  });

  it('leaves nothing behind when its code has finished', () => {
    const { world, streams, invoker, running } = setUp();
    const { stream, done } = running('a', { finished: true });
    invoker.giveUp(stream, 'test');
    expect([done, world.events, streams.takeRunning()]).toEqual([[], [], []]);
  });

  it('counts as a zombie when it has failed, because other closures of it may run on', () => {
    const { world, invoker, running } = setUp();
    const { stream, done } = running('a', { finished: true });
    invoker.giveUp(stream, FAILED);
    expect([done, world.events, stream.zombie]).toEqual([[], [], true]);
  });

  it('becomes a zombie only once', () => {
    const { world, invoker, running } = setUp();
    const { stream } = running('a');
    invoker.giveUp(stream, 'test');
    invoker.giveUp(stream, 'test');
    expect(world.events).toEqual(['zombie']);
  });
});
