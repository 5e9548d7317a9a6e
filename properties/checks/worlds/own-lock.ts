import * as restate from '@restatedev/restate-sdk';
import { settles } from '../../../sim/checks/liveness/settles.ts';
import type { PlannedOperation } from '../../../sim/simulation/faults/plan.ts';
import type { OperationSpec } from '../../../sim/simulation/scenario/operation-spec.ts';
import { ask, planned, worldOf } from '../build.ts';
import { checkMadeBy, type CheckedWorld } from '../world.ts';

type Post = { letter: string; waiter: string };

/** A long poll that holds its key, and each way in which the id of its awakeable can still reach other code. */
const mailbox = restate.object({
  name: 'Mailbox',
  handlers: {
    next: async (ctx: restate.ObjectContext<Post>): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('waiter', id);
      return promise;
    },
    /** Gives the id to a step: to other code, perhaps. */
    subscribe: async (ctx: restate.ObjectContext<Post>): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('waiter', id);
      await ctx.run('notify the sender', () => undefined);
      return promise;
    },
    put: async (ctx: restate.ObjectContext<Post>, letter: string): Promise<void> => {
      const waiter = await ctx.get('waiter');
      if (waiter !== null) ctx.resolveAwakeable(waiter, letter);
      ctx.clear('waiter');
    },
    last: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Post>): Promise<string | null> =>
      ctx.get('letter'),
    ),
  },
});

/** The same with a shared handler that knows the waiter. */
const openMailbox = restate.object({
  name: 'OpenMailbox',
  handlers: {
    next: async (ctx: restate.ObjectContext<Post>): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.set('waiter', id);
      return promise;
    },
    put: async (ctx: restate.ObjectContext<Post>, letter: string): Promise<void> => ctx.set('letter', letter),
    waiter: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Post>): Promise<string | null> =>
      ctx.get('waiter'),
    ),
  },
});

const mailboxes = worldOf([ask('Mailbox', 'k', 'next')], { services: [mailbox] });
const openMailboxes = worldOf([ask('OpenMailbox', 'k', 'next')], { services: [openMailbox] });

/** Worlds in which a handler awaits an awakeable while it holds its key. */
export const ownLockWorlds: readonly CheckedWorld[] = [
  {
    name: 'what would complete an awakeable waits for the lock of the handler that awaits it',
    ...checkMadeBy(settles, ['anything']),
    scenario: mailboxes,
    operations: later(ask('Mailbox', 'k', 'next'), ask('Mailbox', 'k', 'last'), ask('Mailbox', 'k', 'put', 'x')),
    quiet: true,
    expect: {
      broken: 'waits in its own lock',
      says: [
        'next of Mailbox/k (invocation a) waits forever',
        'holds the lock of Mailbox/k',
        'put of Mailbox/k (invocation c)',
      ],
    },
  },
  {
    name: 'a handler that holds its key has given its awakeable to a step',
    ...checkMadeBy(settles, ['anything']),
    scenario: mailboxes,
    operations: later(ask('Mailbox', 'k', 'subscribe'), ask('Mailbox', 'k', 'last'), ask('Mailbox', 'k', 'put', 'x')),
    quiet: true,
    expect: 'held',
  },
  {
    name: 'a shared handler that could know the awakeable was not called',
    ...checkMadeBy(settles, ['anything']),
    scenario: mailboxes,
    operations: later(ask('Mailbox', 'j', 'last'), ask('Mailbox', 'k', 'next'), ask('Mailbox', 'k', 'put', 'x')),
    quiet: true,
    expect: 'held',
  },
  {
    name: 'a shared handler has read the id of the awakeable',
    ...checkMadeBy(settles, ['anything']),
    scenario: openMailboxes,
    operations: later(
      ask('OpenMailbox', 'k', 'next'),
      ask('OpenMailbox', 'k', 'waiter'),
      ask('OpenMailbox', 'k', 'put', 'x'),
    ),
    quiet: true,
    expect: 'held',
  },
  {
    name: 'no request waits behind a handler that awaits an awakeable',
    ...checkMadeBy(settles, ['anything']),
    scenario: mailboxes,
    operations: later(ask('Mailbox', 'k', 'next'), ask('Mailbox', 'k', 'last')),
    quiet: true,
    expect: 'held',
  },
  {
    name: 'the test owes the awakeable that holds a key',
    ...checkMadeBy(settles, ['awakeable']),
    scenario: mailboxes,
    operations: later(ask('Mailbox', 'k', 'next'), ask('Mailbox', 'k', 'last'), ask('Mailbox', 'k', 'put', 'x')),
    quiet: true,
    expect: 'held',
  },
];

/** One request a second, each of a client of its own. */
function later(...requests: readonly OperationSpec[]): PlannedOperation[] {
  return planned(...requests).map((operation, index) => ({ ...operation, afterMs: index * 1_000 }));
}
