import { beforeEach, describe, expect, it } from 'vitest';
import type { Invocation } from '../invocation.ts';
import type { ObjectKey } from '../object-key.ts';
import { invoked, keyOfS } from '../testing/invocations.ts';
import { TestWorld } from '../testing/test-world.ts';
import { Timers } from '../timers.ts';
import { QueuedAdmission } from './queued-admission.ts';
import { RuleBook } from './rule-book.ts';
import { Slots } from './slots.ts';
import { WholeSeconds } from './whole-seconds.ts';

describe('the admission of a server with queues', () => {
  let world: TestWorld;
  let key: ObjectKey<Invocation>;
  let admission: QueuedAdmission;
  let started: string[];

  beforeEach(() => {
    world = new TestWorld();
    key = keyOfS();
    started = [];
    const invoker = { ready: ({ address }: Invocation) => void started.push(address) };
    admission = new QueuedAdmission(
      world,
      new Timers(world),
      invoker,
      new WholeSeconds(world),
      new Slots(world, new RuleBook()),
    );
  });

  const exclusive = (address: string): Invocation => invoked(address, { objectKey: key });
  const passTo = (atMs: number): void => {
    world.passTo(atMs);
    world.run();
  };

  it('starts what is delayed at the next whole second', () => {
    admission.schedule(invoked('a'), 300);
    admission.schedule(exclusive('b'), 1_000);
    passTo(999);
    expect(started).toEqual([]);
    passTo(1_000);
    expect(started.toSorted()).toEqual(['a', 'b']);
  });

  it('starts at once what may start already', () => {
    admission.schedule(exclusive('a'), 0);
    expect(started).toEqual(['a']);
  });

  it('gives the lock by the second, and within a second by acceptance', () => {
    const holder = exclusive('holder');
    admission.enter(holder);
    admission.schedule(exclusive('late'), 1_100);
    admission.schedule(exclusive('first'), 900);
    admission.schedule(exclusive('second'), 100);
    admission.enter(exclusive('arrived'));
    passTo(1_500);
    admission.enter(exclusive('in that second'));
    passTo(2_000);
    const order: string[] = [];
    for (let next = key.dequeue(); next !== undefined; next = key.dequeue()) {
      if (next.kind === 'invocation') order.push(next.address);
    }
    expect(order).toEqual(['arrived', 'first', 'second', 'in that second', 'late']);
  });

  it('lets nothing that arrives overtake what is due, whichever timer fires first', () => {
    admission.schedule(exclusive('due'), 900);
    admission.schedule(exclusive('due too'), 800);
    world.passTo(1_000);
    admission.enter(exclusive('arrived'));
    expect(started).toEqual(['due']);
    expect(key.inbox.map((item) => (item.kind === 'invocation' ? item.address : ''))).toEqual(['due too', 'arrived']);
    expect(world.steps).toEqual([]);
  });

  it('leaves out what was cancelled in the meantime', () => {
    const cancelled = exclusive('cancelled');
    admission.schedule(cancelled, 900);
    cancelled.status = 'completed';
    admission.schedule(exclusive('other'), 900);
    passTo(1_000);
    expect(started).toEqual(['other']);
  });

  it('puts a replacement of the state in line by its second', () => {
    admission.enter(exclusive('holder'));
    admission.schedule(exclusive('delayed'), 900);
    world.passTo(1_200);
    admission.mutate(key, { kind: 'mutation', state: new Map(), version: undefined });
    expect(key.inbox.map(({ kind }) => kind)).toEqual(['invocation', 'mutation']);
  });
});
