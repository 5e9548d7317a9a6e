import { expect, it } from 'vitest';
import { Streams } from './streams.ts';
import { invoked } from './testing/invocations.ts';
import { streamOf } from './testing/stream-of.ts';
import { TestWorld } from './testing/test-world.ts';

it('faults reach attempts by address, in whatever order they have started', () => {
  const [world, streams] = [new TestWorld(), new Streams()];
  for (const name of ['b', 'a']) streams.add(streamOf(world, invoked(name)).stream);
  expect(streams.open.map(({ address }) => address)).toEqual(['a#1', 'b#1']);
  expect(streams.takeRunning().map(({ address }) => address)).toEqual(['a#1', 'b#1']);
  expect(streams.takeRunning()).toEqual([]);
});

it('an attempt whose code may still do something is kept after the server has stopped listening', () => {
  const [world, streams] = [new TestWorld(), new Streams()];
  const running = streamOf(world, invoked('a')).stream;
  const ended = streamOf(world, invoked('b'), { finished: true }).stream;
  for (const stream of [running, ended]) {
    streams.add(stream);
    streams.remove(stream);
  }
  expect([streams.open, streams.takeRunning()]).toEqual([[], [running]]);
});

it('touched attempts are handed out once, latest first', () => {
  const [world, streams] = [new TestWorld(), new Streams()];
  const [a, b] = [streamOf(world, invoked('a')).stream, streamOf(world, invoked('b')).stream];
  streams.touch(a);
  streams.touch(b);
  expect(streams.touched).toEqual([a, b]);
  expect(streams.takeTouched()).toEqual([b, a]);
  expect(streams.takeTouched()).toEqual([]);
});
