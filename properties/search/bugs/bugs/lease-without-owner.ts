import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import { bug, workload } from '../bug.ts';
import { outsideAtRest } from '../judge.ts';

type Lease = { readonly owner: string; readonly untilMs: number };
type Machine = { readonly inside: Set<string>; readonly left: Set<string>; most: number };

/** A machine that counts how many work on it at once. */
const machine = effect({
  state: (): Machine => ({ inside: new Set(), left: new Set(), most: 0 }),
  apply: (state: Machine, { who, enters }: { readonly who: string; readonly enters: boolean }): void => {
    // A late request of an attempt that was given up does not bring anybody back.
    if (enters && !state.left.has(who)) state.inside.add(who);
    if (!enters) {
      state.inside.delete(who);
      state.left.add(who);
    }
    state.most = Math.max(state.most, state.inside.size);
  },
  latenciesMs: [0],
  troubles: { fails: false, losesAnswer: false },
});

/** Leases run out so late that no working holder loses its lease; a holder that has not begun may. */
const LEASE_MS = 100 * 86_400_000;

const leases = (isFixed: boolean) =>
  restate.object({
    name: 'Leases',
    handlers: {
      acquire: async (ctx: restate.ObjectContext<{ lease: Lease }>, owner: string): Promise<boolean> => {
        const nowMs = await ctx.date.now();
        const lease = await ctx.get('lease');
        if (lease !== null && lease.untilMs > nowMs) return false;
        ctx.set('lease', { owner, untilMs: nowMs + LEASE_MS });
        return true;
      },
      release: async (ctx: restate.ObjectContext<{ lease: Lease }>, owner: string): Promise<void> => {
        if (isFixed && (await ctx.get('lease'))?.owner !== owner) return;
        ctx.clear('lease');
      },
    },
  });

type Use = (step: { readonly who: string; readonly enters: boolean }) => Promise<void>;

const workers = (use: Use) =>
  restate.service({
    name: 'Workers',
    handlers: {
      work: async (ctx: restate.Context, name: string): Promise<boolean> => {
        const who = `${name} ${ctx.rand.uuidv4()}`;
        const lease = ctx.objectClient<ReturnType<typeof leases>>({ name: 'Leases' }, 'machine');
        if (await lease.acquire(who)) {
          await ctx.run('enter', () => use({ who, enters: true }));
          await ctx.run('leave', () => use({ who, enters: false }));
          await lease.release(who);
          return true;
        }
        // A refused client releases the lease all the same.
        ctx.objectSendClient<ReturnType<typeof leases>>({ name: 'Leases' }, 'machine').release(who);
        return false;
      },
    },
  });

export const leaseWithoutOwner = bug('a lease that anybody can give back', {
  mistake:
    'A release does not check the owner of the lease: a refused client releases the lease of another, and a third one enters.',
  breaks: 'one at a time works on the machine',
  isHard: true,
  scenario: (isFixed) =>
    workload({
      services: ({ machine: use }) => [leases(isFixed), workers(use)],
      effects: { machine },
      operations: ({ call }) => [
        call(
          workers(() => Promise.resolve()),
          'work',
          { input: fc.constantFrom('ann', 'bob', 'cid') },
        ),
        call(
          workers(() => Promise.resolve()),
          'work',
          { input: fc.constantFrom('ann', 'bob', 'cid') },
        ),
      ],
      clients: 3,
      maxOperations: 5,
      invariants: [
        outsideAtRest('one at a time works on the machine', 'machine', ({ most }: Machine) =>
          most > 1 ? `${most} were at the machine at once` : undefined,
        ),
      ],
    }),
});
