import * as fc from 'fast-check';
import { type ChartSpec, effect, type Effect, type OperationSpec, scenario, type Scenario } from '../../sim/index.ts';
import { apiGateway, type APIRequest, type APIResponse } from '../../objects/as-published/api-gateway.ts';
import type { Missing } from '../../objects/as-published/go.ts';
import { rateLimiter } from '../../objects/as-published/rate-limiter.ts';
import { slidingWindowLimiter } from '../../objects/as-published/sliding-window-limiter.ts';
import { newUsersMayAsk, retryAfterIsEnough } from './invariants/api-gateway.ts';
import { admissionsAreBounded, levelsInRange, retryAfterAdmits, statusIsUpToDate } from './invariants/rate-limiter.ts';
import { atMostTheLimit, clocksStandStill, neverRefusedWithRoom } from './invariants/sliding-window-limiter.ts';
import { emptyNamesAreRefused } from './invariants/names.ts';
import { nowhere, variant } from './helpers.ts';

/** 32 ms and 368 ms add up to the time of one token at 2.5 tokens per second. */
const afterMs = fc.constantFrom(0, 0, 0, 32, 368, 400, 1_000, 1_429, 2_000);

const configs = [
  { Capacity: 2, RefillRate: 2.5 },
  { Capacity: 3, RefillRate: 0.7 },
  { Capacity: 1, RefillRate: 0 },
  { Capacity: 1, RefillRate: 0.1 },
] as const;

/** A negative rate takes tokens away as time passes. */
const backwards = { Capacity: 2, RefillRate: -1 };

const made = { kind: 'call', service: 'RateLimiter', handler: 'Initialize' } as const;

/** What reports draw. Initializing a bucket again fills it, which exceeds its bound. */
const bucket: ChartSpec = {
  kind: 'token bucket',
  service: 'RateLimiter',
  handler: 'CheckLimit',
  tokens: 'input',
  granted: 'answer.Allowed',
  capacity: 'state.bucket.capacity',
  refill: { amount: 'state.bucket.refill_rate', everyMs: 1_000 },
  level: 'state.bucket.tokens',
  configure: { handler: 'Initialize' },
};

/** The limits are the constants of the listing: its state is in nanoseconds and missing before the first response. */
const window: ChartSpec = {
  kind: 'sliding window',
  service: 'SlidingWindowLimiter',
  handler: 'CheckLimit',
  granted: 'answer',
  limit: 100,
  windowMs: 60_000,
};

function initialized(keys: readonly string[]): OperationSpec[] {
  return keys.map((key, index) => ({ ...made, key, input: configs[index % configs.length] ?? configs[0] }));
}

/** Checks request what a bucket may give, more than its capacity, and negative numbers. */
export function rateLimiterAsPublished(missing: Missing): Scenario {
  const limiter = rateLimiter(missing);
  const key = fc.constantFrom('ann', 'ann', 'ann', 'bob', 'cid', 'dan', 'new');
  return drawn(
    [bucket],
    scenario(`RateLimiter${variant(missing)}`, {
      services: [limiter],
      setup: initialized(['ann', 'bob', 'cid', 'dan']),
      operations: ({ call }) => [
        call(limiter, 'CheckLimit', { key, input: fc.constantFrom(1, 1, 1, 2), afterMs }),
        call(limiter, 'CheckLimit', { key: 'ann', input: 1, afterMs }),
        call(limiter, 'CheckLimit', { key, input: fc.constantFrom(-2, 5, 0.1) }),
        call(limiter, 'CheckLimit', { key: fc.constantFrom('cid', 'dan'), input: 1 }),
        call(limiter, 'Initialize', { key: 'cid', input: configs[2] }),
        call(limiter, 'Initialize', { key: 'eve', input: backwards }),
        call(limiter, 'CheckLimit', { key: 'eve', input: 1, afterMs }),
        call(limiter, 'GetStatus', { key, afterMs }),
        call(limiter, 'Initialize', { key, input: fc.constantFrom(...configs) }),
      ],
      maxOperations: 10,
      invariants: [levelsInRange, admissionsAreBounded, retryAfterAdmits, statusIsUpToDate],
    }),
  );
}

/** One bucket, checked while the clock jumps. */
export const rateLimiterWithJumps: Scenario = {
  ...rateLimiterAsPublished('zero value'),
  name: 'RateLimiter, the clock jumps',
  operations: [
    fc.constantFrom(0, 400, 1_000).map((afterMs): OperationSpec => ({
      kind: 'call',
      service: 'RateLimiter',
      handler: 'CheckLimit',
      key: 'ann',
      input: 1,
      afterMs,
    })),
  ],
  setup: initialized(['ann']),
  invariants: [levelsInRange],
  faults: {
    ...rateLimiterAsPublished('zero value').faults,
    troubles: 0,
    effects: false,
    serverRestarts: false,
    clockJumps: true,
  },
};

/** A window that is nearly full; some service processes have a slow clock. */
export const slidingWindowWithSkew: Scenario = {
  ...slidingWindowAsPublished('error'),
  name: 'SlidingWindowLimiter, clocks differ',
  operations: [
    fc.constantFrom(0, 0, 0, 58_600, 59_900).map((afterMs): OperationSpec => ({
      kind: 'call',
      service: 'SlidingWindowLimiter',
      handler: 'CheckLimit',
      key: 'ann',
      afterMs,
    })),
  ],
  invariants: [clocksStandStill],
  faults: {
    ...slidingWindowAsPublished('error').faults,
    troubles: 0,
    effects: false,
    serverRestarts: false,
    skew: true,
  },
};

/** Users request an API; one user has no bucket, and one has no name. */
export function apiGatewayAsPublished(missing: Missing): Scenario {
  const processAPIRequest: Effect<APIRequest, APIResponse> = effect({
    state: (): APIRequest[] => [],
    apply: (done: APIRequest[], request: APIRequest): APIResponse => {
      done.push(request);
      return { StatusCode: 200, Headers: {}, Body: `done: ${request.Path}` };
    },
  });
  const gateway = apiGateway({ processAPIRequest: nowhere });
  return drawn(
    [bucket],
    scenario(`APIGateway${variant(missing)}`, {
      services: (effects: { processAPIRequest: (request: APIRequest) => Promise<APIResponse> }) => [
        apiGateway(effects),
        rateLimiter(missing),
      ],
      effects: { processAPIRequest },
      setup: [
        { ...made, key: 'user:ann', input: { Capacity: 1, RefillRate: 2.5 } },
        { ...made, key: 'user:bob', input: { Capacity: 1, RefillRate: 0.7 } },
        { ...made, key: 'user:', input: { Capacity: 1, RefillRate: 0.7 } },
      ],
      operations: ({ call }) => [
        call(gateway, 'HandleRequest', {
          input: fc.record({ UserID: fc.constantFrom('ann', 'bob', 'bob', ''), Path: fc.constantFrom('/a', '/b') }),
          afterMs,
        }),
        call(gateway, 'HandleRequest', { input: { UserID: 'new', Path: '/a' } }),
      ],
      maxOperations: 8,
      invariants: [
        retryAfterIsEnough,
        newUsersMayAsk,
        emptyNamesAreRefused('APIGateway', (input) => ({ UserID: (input as APIRequest).UserID })),
      ],
    }),
  );
}

/** The set-up leaves two of the 100 admissions that the listing allows, so that few requests use them up. */
export function slidingWindowAsPublished(missing: Missing): Scenario {
  const limiter = slidingWindowLimiter(missing);
  const full: OperationSpec = { kind: 'call', service: 'SlidingWindowLimiter', handler: 'CheckLimit', key: 'ann' };
  return drawn(
    [window],
    scenario(`SlidingWindowLimiter${variant(missing)}`, {
      services: [limiter],
      setup: missing === 'error' ? Array.from({ length: 98 }, () => full) : [],
      operations: ({ call }) => [
        call(limiter, 'CheckLimit', { key: fc.constantFrom('ann', 'ann', 'ann', 'bob') }),
        call(limiter, 'CheckLimit', { key: 'ann', afterMs: fc.constantFrom(0, 30_000, 59_999, 60_000, 60_001) }),
      ],
      maxOperations: 8,
      invariants: [atMostTheLimit, neverRefusedWithRoom],
    }),
  );
}

/** The limits are only drawn: the invariants above judge the listings, each rule by itself. */
function drawn(charts: readonly ChartSpec[], listing: Scenario): Scenario {
  return { ...listing, charts };
}
