import { expect, it } from 'vitest';
import { NOTHING } from '../core/footprint.ts';
import { Streams } from './streams.ts';
import { invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';
import { Timeouts } from './timeouts.ts';

const INACTIVITY_MS = 1_000;
const ABORT_MS = 10_000;
const DRAIN_MS = 5_000;

function setUp(inactivityTimeoutMs: number = INACTIVITY_MS) {
  const world = new TestWorld();
  const streams = new Streams();
  const failed: string[] = [];
  const timeouts = new Timeouts(
    world,
    { inactivityTimeoutMs: 60_000 },
    {
      streams,
      failures: {
        attemptFailed: (stream, { message }) => {
          failed.push(message);
          streams.remove(stream);
        },
      },
      footprints: { ofFailure: () => NOTHING },
    },
  );
  const { stream, attempt } = streamOf(
    world,
    invoked('a', { options: { inactivityTimeoutMs, abortTimeoutMs: ABORT_MS } }),
  );
  streams.add(stream);
  return { world, timeouts, stream, attempt, failed };
}

it('an attempt that sends nothing is asked to suspend after the inactivity timeout', () => {
  const { world, timeouts, stream, attempt } = setUp();
  timeouts.watch(stream);
  world.passTo(INACTIVITY_MS - 1);
  expect(world.steps).toEqual([]);
  world.passTo(INACTIVITY_MS);
  world.take('a#1:inactivity');
  expect(attempt.done).toEqual(['closeInput']);
});

it('activity in the meantime starts the timeout again', () => {
  const { world, timeouts, stream } = setUp();
  timeouts.watch(stream);
  world.passTo(400);
  stream.lastActivityMs = world.clock.now;
  world.passTo(INACTIVITY_MS);
  expect(world.steps).toEqual([]);
  world.passTo(400 + INACTIVITY_MS);
  expect(world.steps).toEqual(['a#1:inactivity']);
});

it('a timeout of 0 closes the input at the start, and one of Infinity never does', () => {
  const [none, endless] = [setUp(0), setUp(Infinity)];
  none.timeouts.started(none.stream);
  endless.timeouts.started(endless.stream);
  endless.timeouts.watch(endless.stream);
  expect([none.attempt.done, endless.attempt.done, endless.world.clock.pending]).toEqual([['closeInput'], [], false]);
});

it('a stream that closes in the moment of its timeout is left alone', () => {
  const { world, timeouts, stream, attempt } = setUp();
  timeouts.watch(stream);
  world.passTo(INACTIVITY_MS);
  stream.close();
  world.run();
  expect(attempt.done).toEqual([]);
});

function aborted() {
  const all = setUp();
  const { world, timeouts, stream, attempt } = all;
  attempt.busy = true;
  timeouts.watch(stream);
  world.passTo(INACTIVITY_MS);
  world.run();
  world.passTo(INACTIVITY_MS + ABORT_MS);
  world.take('a#1:abort');
  return all;
}

it('an aborted attempt that stays busy counts as failed when its time to drain is over', () => {
  const { world, timeouts, stream, attempt, failed } = aborted();
  expect([attempt.done, stream.open, failed]).toEqual([['closeInput', 'disconnect'], false, []]);
  timeouts.watch(stream);
  world.passTo(INACTIVITY_MS + ABORT_MS + DRAIN_MS);
  world.run();
  expect(failed).toEqual(["the invocation stream was closed after the 'abort timeout' (10000 ms) fired"]);
});

it('an aborted attempt counts as failed once, also when its code ends in the moment in which its time to drain does', () => {
  const { world, timeouts, stream, attempt, failed } = aborted();
  world.passTo(INACTIVITY_MS + ABORT_MS + DRAIN_MS);
  attempt.busy = false;
  timeouts.watch(stream);
  expect(world.steps).toEqual(['a#1:drained']);
  world.run();
  expect(failed).toHaveLength(1);
});

it('an aborted attempt counts as failed as soon as its code has ended', () => {
  const { world, timeouts, stream, attempt, failed } = aborted();
  attempt.busy = false;
  timeouts.watch(stream);
  world.run();
  expect([failed.length, world.clock.now]).toEqual([1, INACTIVITY_MS + ABORT_MS]);
});
