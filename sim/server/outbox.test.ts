import { expect, it } from 'vitest';
import { SimulatorFault } from '../core/errors.ts';
import { NOTHING } from '../core/footprint.ts';
import { Outbox, type Message } from './outbox.ts';
import { TestWorld } from './testing/test-world.ts';

function setUp() {
  const world = new TestWorld();
  const outbox = new Outbox(world, { ofInvocation: (id) => (id === 'far' ? 7 : 0) });
  const delivered: string[] = [];
  const message = (address: string, then: () => void = () => undefined): Message => ({
    address,
    footprint: () => ({ reads: ['clock'], writes: [`journal:${address}`] }),
    deliver: () => {
      delivered.push(address);
      then();
    },
  });
  return { world, outbox, delivered, message };
}

it('one channel delivers in the order of sending, one message a step', () => {
  const { world, outbox, delivered, message } = setUp();
  outbox.send(0, 1, message('first'));
  outbox.send(0, 1, message('second'));
  expect(world.steps).toEqual(['first']);
  world.take();
  expect([delivered, world.steps]).toEqual([['first'], ['second']]);
});

it('two channels have no order between them, not even with the same target', () => {
  const { world, outbox, message } = setUp();
  outbox.send(0, 1, message('a'));
  outbox.send(2, 1, message('b'));
  outbox.sendTo(0, 'far', message('c'));
  expect(world.steps).toEqual(['a', 'b', 'c']);
});

it('a message that is sent while its channel delivers another comes after it, in a step of its own', () => {
  const { world, outbox, delivered, message } = setUp();
  outbox.send(
    0,
    0,
    message('first', () => outbox.send(0, 0, message('reply'))),
  );
  world.take();
  expect([delivered, world.steps]).toEqual([['first'], ['reply']]);
  world.run();
  expect(delivered).toEqual(['first', 'reply']);
});

it('delivering touches the channel and what the message touches', () => {
  const { world, outbox, message } = setUp();
  outbox.sendTo(3, 'far', message('a'));
  expect(world.agenda.at(0).footprint).toEqual({ reads: ['clock'], writes: ['channel:p3>p7', 'journal:a'] });
  expect(outbox.resourceTo(3, 'far')).toBe('channel:p3>p7');
});

it('a channel on the agenda without a message is a fault of the simulator', () => {
  const { world, outbox } = setUp();
  outbox.send(0, 0, { address: 'a', footprint: () => NOTHING, deliver: () => undefined });
  const channel = world.agenda.at(0);
  world.run();
  expect(() => channel.address).toThrow(SimulatorFault);
});
