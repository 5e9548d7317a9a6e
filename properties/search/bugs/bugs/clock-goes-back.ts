import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

type Bucket = { readonly tokens: number; readonly atMs: number };
const CAPACITY = 1;
const REFILL_MS = 10_000;

const limiter = (isFixed: boolean) =>
  restate.object({
    name: 'Limiter',
    handlers: {
      take: async (ctx: restate.ObjectContext<{ bucket: Bucket }>): Promise<boolean> => {
        const nowMs = await ctx.date.now();
        const { tokens, atMs } = (await ctx.get('bucket')) ?? { tokens: CAPACITY, atMs: nowMs };
        const passedMs = isFixed ? Math.max(0, nowMs - atMs) : nowMs - atMs;
        const filled = Math.min(CAPACITY, tokens + passedMs / REFILL_MS);
        ctx.set('bucket', { tokens: filled >= 1 ? filled - 1 : filled, atMs: nowMs });
        return filled >= 1;
      },
    },
  });

export const clockGoesBack = bug('a clock that goes back', {
  mistake:
    'A bucket is refilled by the time that has passed, which is negative when the clock was set back or the clock of the next process is slow.',
  breaks: 'a bucket never owes tokens',
  blind: [{ hunter: 'crashes', why: 'a crash does not set a clock' }],
  scenario: (isFixed) => ({
    services: [limiter(isFixed)],
    operations: ({ call }) => [
      call(limiter(isFixed), 'take', { key: 'x', afterMs: fc.constantFrom(700, 900) }),
      call(limiter(isFixed), 'take', { key: 'x', afterMs: fc.constantFrom(1_100, 1_300) }),
    ],
    clients: 1,
    maxOperations: 10,
    faults: { clockJumps: true, skew: true },
    invariants: [
      everyWrite('a bucket never owes tokens', { service: 'Limiter', state: 'bucket' }, ({ value }) => {
        const { tokens } = value as Bucket;
        return tokens >= 0 ? true : `the bucket holds ${tokens} tokens`;
      }),
    ],
  }),
});
