import * as fc from 'fast-check';
import { rateLimiter } from '../objects/rate-limiter.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { boundIsKept, bucketAdviceIsExact, levelInRange, refusedOnlyWhenShort } from './invariants/rate-limiter.ts';
import { answered, repeated } from './outcomes.ts';

/** Ten tokens a second: one every 100 ms. `slow` refills in odd fractions, `dry` never. */
const BUCKETS = {
  quick: { capacity: 3, refillPerSecond: 10 },
  slow: { capacity: 2, refillPerSecond: 0.7 },
  dry: { capacity: 1, refillPerSecond: 0 },
} as const;

const bucket = fc.constantFrom('quick', 'quick', 'slow', 'dry', 'dry', 'unknown');
const tokens = fc.constantFrom(1, 1, 1, 2, 3);
/** Times around the refill of a token, and around the differences between clocks. */
const afterMs = fc.constantFrom(0, 0, 0, 1, 40, 99, 100, 101, 200, 1_428, 1_429, 1_500);
const config = fc.constantFrom<{ capacity: number; refillPerSecond: number; reset?: boolean }>(
  { capacity: 3, refillPerSecond: 10 },
  { capacity: 1, refillPerSecond: 10 },
  { capacity: 4, refillPerSecond: 2.5 },
  { capacity: 3, refillPerSecond: 10, reset: true },
);

/** Clients check token buckets at their edges, while clocks differ, jump and go back. */
export const rateLimiterScenario: Scenario = scenario('rate limiter', {
  services: [rateLimiter],
  setup: Object.entries(BUCKETS).map(([key, input]): OperationSpec => ({
    kind: 'call',
    service: 'RateLimiter',
    handler: 'initialize',
    key,
    input,
  })),
  operations: ({ call, send }) => [
    call(rateLimiter, 'check', { key: bucket, input: fc.record({ tokens }), afterMs }),
    call(rateLimiter, 'check', { key: 'quick', input: fc.record({ tokens }), afterMs }),
    call(rateLimiter, 'check', { key: 'quick', input: fc.record({ tokens }) }),
    call(rateLimiter, 'check', { key: 'quick', input: { tokens: 2 }, idempotencyKey: maybeIdempotent }),
    call(rateLimiter, 'check', { key: 'dry', input: { tokens: 1 } }),
    send(rateLimiter, 'check', { key: bucket, input: { tokens: 1 }, delayMs: fc.constantFrom(undefined, 100) }),
    call(rateLimiter, 'check', {
      key: bucket,
      input: malformed({ tokens: 0 }, { tokens: 5 }, { tokens: 0.5 }, {}, null),
    }),
    call(rateLimiter, 'status', { key: fc.constantFrom('quick', 'slow', 'unknown'), afterMs }),
    call(rateLimiter, 'initialize', { key: fc.constantFrom('quick', 'late'), input: config, afterMs }),
    call(rateLimiter, 'initialize', {
      key: 'quick',
      input: malformed({ capacity: 0, refillPerSecond: 1 }, { capacity: 1, refillPerSecond: 1 / 3 }, null),
    }),
  ],
  clients: 4,
  maxOperations: 20,
  invariants: [levelInRange, boundIsKept, refusedOnlyWhenShort, bucketAdviceIsExact],
  faults: { clockJumps: true, skew: true },
  charts: [
    {
      kind: 'token bucket',
      service: 'RateLimiter',
      handler: 'check',
      tokens: 'input.tokens',
      granted: 'answer.allowed',
      capacity: 'state.bucket.capacityMicros',
      refill: { amount: 'state.bucket.microsPerMs', everyMs: 1 },
      level: 'state.bucket.levelMicros',
      unitsPerToken: 1_000_000,
      configure: { handler: 'initialize', full: 'input.reset' },
    },
  ],
  outcomes: {
    'a check is refused with a time to wait': answered(200, '"allowed":false'),
    'a check is refused for good': answered(200, '"retryAfterMs":null'),
    'a bucket that was never initialized is refused': answered(404, 'was never initialized'),
    'a request above the capacity is refused': answered(400, 'can never be had'),
    'a bad number of tokens is refused': answered(400, 'tokens must be a whole number'),
    'a bad capacity is refused': answered(400, 'capacity must be a whole number'),
    'a bad rate is refused': answered(400, 'refillPerSecond must be'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a check is repeated with its idempotency key': repeated,
  },
});
