import * as restate from '@restatedev/restate-sdk';
import { get, run, zeroTime, type Missing } from './go.ts';

export interface RequestLog {
  /** In Go a list that was never made is `nil`, and `null` in JSON. */
  readonly timestamps: readonly number[] | null;
  /** In nanoseconds. */
  readonly window_size: number;
  readonly max_requests: number;
}

const minute = 60_000_000_000;
const zero: RequestLog = { timestamps: null, window_size: 0, max_requests: 0 };

/** guide, part 3, "Advanced: Sliding Window Rate Limiter" */
export function slidingWindowLimiter(missing: Missing) {
  return restate.object({
    name: 'SlidingWindowLimiter',
    handlers: {
      CheckLimit: async (ctx: restate.ObjectContext): Promise<boolean> => {
        let now = zeroTime;
        await run(ctx, () => {
          now = Date.now();
        });
        const [stored, err] = await get(ctx, 'log', { zero, missing });
        const log: RequestLog = err === undefined ? stored : { timestamps: [], window_size: minute, max_requests: 100 };
        const cutoff = now - log.window_size / 1e6;
        const validTimestamps = (log.timestamps ?? []).filter((timestamp) => timestamp > cutoff);
        if (validTimestamps.length >= log.max_requests) return false;
        validTimestamps.push(now);
        ctx.set('log', { ...log, timestamps: validTimestamps });
        return true;
      },
    },
  });
}
