/**
 * An API behind a rate limiter: a request over the limit gets a 429 with Retry-After.
 *
 * **A user's bucket** is one object of `rate-limiter.ts`, named `user:<id>`. The first request of a user makes it, with the
 * limits of the gateway: `initialize` keeps a bucket that exists, so that this can be asked for again and again, and hands
 * out no tokens by it.
 *
 * **Retry-After** is in whole seconds, rounded up, so it is at least 1 and never too short: a client that waits for
 * it, without other requests of the same user, is admitted. With a rate of 0 no wait is long enough, and the header is absent.
 *
 * **The backend** is a function that you hand in, and runs inside `ctx.run`: at least once, and again if the process dies
 * before its answer is stored. It gets an idempotency key by which it can recognise a repetition. To refuse a request
 * it throws a `TerminalError`; any other error is retried, up to a bound, because a caller waits.
 *
 * **Errors** (all terminal): 400 a bad request. A request over the limit is not an error but a response with status 429.
 */
import * as restate from '@restatedev/restate-sdk';
import { compositeKey } from './keys.ts';
import { rateLimiter, type BucketConfig } from './rate-limiter.ts';
import { fieldsOf, text } from './refuse.ts';

export interface ApiRequest {
  readonly userId: string;
  readonly path: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The outside world that the gateway needs. */
export interface Backend {
  readonly process: (request: ApiRequest & { readonly idempotencyKey: string }) => Promise<ApiResponse>;
}

/** @param limits of each user */
export function apiGateway({ process }: Backend, limits: BucketConfig) {
  return restate.service({
    name: 'APIGateway',
    handlers: {
      handle: async (ctx: restate.Context, request: ApiRequest): Promise<ApiResponse> => {
        const { userId, path } = fieldsOf(request);
        const user = text('userId', userId, 64);
        const asked = { userId: user, path: text('path', path, 1_000) };
        const limiter = ctx.objectClient(rateLimiter, compositeKey('user', user));
        // Also for a bucket that exists: it costs one short call, and the gateway does not have to remember its users.
        await limiter.initialize(limits);
        const { allowed, retryAfterMs } = await limiter.check({ tokens: 1 });
        if (!allowed) return refusal(retryAfterMs);
        const idempotencyKey = ctx.rand.uuidv4();
        return ctx.run('process', () => process({ ...asked, idempotencyKey }), {
          initialRetryInterval: 100,
          maxRetryAttempts: 5,
        });
      },
    },
  });
}

// The decisions.

export function refusal(retryAfterMs: number | null): ApiResponse {
  const headers: Record<string, string> =
    retryAfterMs === null ? {} : { 'retry-after': String(retryAfterSeconds(retryAfterMs)) };
  return { status: 429, headers, body: 'rate limit exceeded' };
}

/** Whole seconds that are no shorter than these milliseconds, and at least 1. */
export function retryAfterSeconds(retryAfterMs: number): number {
  return Math.max(1, Math.ceil(retryAfterMs / 1_000));
}
