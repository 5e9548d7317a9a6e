import { describe, expect, it } from 'vitest';
import type { Invocation } from './invocation.ts';
import { Outbox } from './outbox.ts';
import { Termination } from './termination.ts';
import { invoked, keyOfS } from './testing/invocations.ts';
import { TestWorld } from './testing/test-world.ts';

/** An invocation with two children, of which the server has forgotten the second. */
function setUp({ removes = false } = {}) {
  const world = new TestWorld();
  const parent = invoked('a', { partition: 3 });
  const child = invoked('b', { objectKey: keyOfS() });
  const done: string[] = [];
  const termination = new Termination(world, {
    invocations: new Map([['b', child]]),
    lifecycle: {
      end: (invocation: Invocation, result) => {
        done.push(`end ${invocation.address} ${'failure' in result ? result.failure.message : ''}`);
        invocation.status = 'completed';
      },
      remove: (invocation: Invocation, result) => {
        if (removes) done.push(`remove ${invocation.address} ${'failure' in result ? result.failure.message : ''}`);
        return removes;
      },
    },
    journals: { appendNotification: ({ address }) => done.push(`signal ${address}`) },
    calls: { childrenOf: ({ id }) => (id === 'a' ? [[2, 'b'] as const, [4, 'gone'] as const] : []) },
    outbox: new Outbox(world, { ofInvocation: () => 0 }),
  });
  return { world, parent, child, termination, done };
}

describe('a cancel', () => {
  it('removes what has not begun', () => {
    const { termination, parent, done } = setUp({ removes: true });
    expect([termination.cancel(parent, 'me'), done]).toEqual(['removed', ['remove a canceled']]);
  });

  it('signals what has begun', () => {
    const { world, termination, parent, done } = setUp();
    expect([termination.cancel(parent, 'me'), done]).toEqual(['signalled', ['signal a']]);
    expect(world.trace.events).toMatchObject([{ type: 'cancel requested', invocation: 'a', by: 'me' }]);
  });

  it('of what has completed does nothing', () => {
    const { world, termination, parent, done } = setUp();
    parent.status = 'completed';
    expect([termination.cancel(parent, 'me'), done, world.events]).toEqual([undefined, [], []]);
  });
});

describe('a kill', () => {
  it('ends at once, and its children in later steps, whose footprints name the lock that they release', () => {
    const { world, termination, parent, done } = setUp();
    expect(termination.kill(parent, 'me')).toBe(true);
    expect([done, world.steps]).toEqual([['end a killed'], ['a/kill 2']]);
    expect(world.agenda.at(0).footprint.writes).toEqual([
      'channel:p3>p0',
      'tree',
      'journal:b',
      'lock:S/k',
      'inbox:S/k',
    ]);
    world.take();
    expect([done, world.steps]).toEqual([['end a killed', 'end b killed'], ['a/kill 4']]);
    expect(world.agenda.at(0).footprint.writes).toEqual(['channel:p3>p0']);
    world.take();
    expect(done).toHaveLength(2);
    expect(world.trace.events).toMatchObject([
      { type: 'killed', invocation: 'a', by: 'me' },
      { type: 'killed', invocation: 'b', by: 'a' },
    ]);
  });

  it('of what has not begun removes it, and looks for no children', () => {
    const { world, termination, parent, done } = setUp({ removes: true });
    expect(termination.kill(parent, 'me')).toBe(true);
    expect([done, world.steps]).toEqual([['remove a killed'], []]);
  });

  it('of what has completed does nothing', () => {
    const { world, termination, parent, done } = setUp();
    parent.status = 'completed';
    expect([termination.kill(parent, 'me'), done, world.events]).toEqual([false, [], []]);
  });

  it('of a child that ends before its turn does nothing', () => {
    const { world, termination, parent, child, done } = setUp();
    termination.kill(parent, 'me');
    child.status = 'completed';
    world.run();
    expect(done).toEqual(['end a killed']);
  });
});
