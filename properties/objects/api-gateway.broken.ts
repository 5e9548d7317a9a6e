import * as restate from '@restatedev/restate-sdk';
import { retryAfterSeconds, type ApiRequest, type ApiResponse, type Backend } from '../../objects/api-gateway.ts';
import { fieldsOf, text } from '../../objects/refuse.ts';
import { rateLimiter, type BucketConfig, type Decision } from '../../objects/rate-limiter.ts';

/** What a broken gateway does differently; the rest is as it should be. */
interface PlantedBug {
  readonly seconds?: (retryAfterMs: number) => number;
  readonly reset?: boolean;
  readonly keyInside?: boolean;
  readonly admits?: (decision: Decision) => boolean;
}

/** @returns a function that makes a gateway with one planted bug */
export function gatewayWith({ seconds = retryAfterSeconds, reset = false, keyInside = false, admits }: PlantedBug) {
  let drawn = 0;
  return ({ process }: Backend, limits: BucketConfig): { readonly name: string } =>
    restate.service({
      name: 'APIGateway',
      handlers: {
        handle: async (ctx: restate.Context, request: ApiRequest): Promise<ApiResponse> => {
          const { userId, path } = fieldsOf(request);
          const asked = { userId: text('userId', userId), path: text('path', path) };
          const limiter = ctx.objectClient(rateLimiter, `user:${asked.userId}`);
          await limiter.initialize(reset ? { ...limits, reset } : limits);
          const decision = await limiter.check({ tokens: 1 });
          if (!(admits?.(decision) ?? decision.allowed))
            return {
              status: 429,
              headers: { 'retry-after': String(seconds(decision.retryAfterMs ?? 0)) },
              body: 'rate limit exceeded',
            };
          const idempotencyKey = ctx.rand.uuidv4();
          return ctx.run(
            'process',
            () => process({ ...asked, idempotencyKey: keyInside ? `number ${++drawn}` : idempotencyKey }),
            { initialRetryInterval: 100, maxRetryAttempts: 5 },
          );
        },
      },
    });
}
