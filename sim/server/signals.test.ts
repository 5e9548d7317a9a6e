import { describe, expect, it } from 'vitest';
import type { Invocation, InvocationStatus } from './invocation.ts';
import { Outbox } from './outbox.ts';
import { Signals } from './signals.ts';
import { invoked, keyOfS } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

const DONE = { ok: new Uint8Array([1]) };

function setUp(status: InvocationStatus, target: Invocation = invoked('t')) {
  const world = new TestWorld();
  target.status = status;
  const received: string[] = [];
  const signals = new Signals(world, {
    invocations: new Map([['t', target]]),
    outbox: new Outbox(world, { ofInvocation: () => 0 }),
    journals: { appendNotification: (_invocation, { type }) => received.push(type) },
    termination: { cancel: (_invocation, by) => received.push(`cancel by ${by}`) },
  });
  return { world, signals, received };
}

describe('a signal', () => {
  it('travels by the outbox, and is applied in a later step', () => {
    const { world, signals, received } = setUp('running');
    signals.send('a/1 signal', 0, 't', { index: 17 }, DONE);
    expect([world.steps, received]).toEqual([['a/1 signal'], []]);
    world.run();
    expect(received).toEqual(['signal']);
  });

  it.each<InvocationStatus>(['ready', 'running', 'backing-off', 'suspended', 'paused'])(
    'is stored for one that is %s',
    (status) => {
      const { signals, received } = setUp(status);
      signals.deliver('a', 't', { name: 'go' }, DONE);
      expect(received).toEqual(['signal']);
    },
  );

  it.each<InvocationStatus>(['scheduled', 'inboxed', 'completed'])('is dropped for one that is %s', (status) => {
    const { world, signals, received } = setUp(status);
    signals.deliver('a', 't', { name: 'go' }, DONE);
    expect([received, world.events]).toEqual([[], ['signal dropped']]);
  });

  it('for an invocation that the server does not know is lost', () => {
    const { world, signals, received } = setUp('running');
    signals.deliver('a', 'other', { name: 'go' }, DONE);
    expect([received, world.events]).toEqual([[], []]);
  });

  it('with the index of a cancel cancels, whatever the status; a signal of that name does not', () => {
    const { signals, received } = setUp('inboxed');
    signals.deliver('a', 't', { index: 1 }, DONE);
    expect(received).toEqual(['cancel by a']);
    signals.deliver('a', 't', { name: '1' }, DONE);
    expect(received).toEqual(['cancel by a']);
  });
});

describe('what the delivery touches', () => {
  it('is the journal, and for one that waits in line also the inbox', () => {
    expect(setUp('running').signals.footprint('t').writes).toEqual(['journal:t']);
    const queued = setUp('inboxed', invoked('t', { objectKey: keyOfS() }));
    expect(queued.signals.footprint('t').writes).toEqual(['journal:t', 'inbox:S/k']);
    const scheduled = setUp('scheduled');
    expect(scheduled.signals.footprint('t').writes).toEqual(['journal:t']);
  });

  it('is nothing where there is no such invocation', () => {
    expect(setUp('running').signals.footprint('other')).toEqual({ reads: [], writes: [] });
  });
});
