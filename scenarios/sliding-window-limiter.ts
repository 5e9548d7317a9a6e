import * as fc from 'fast-check';
import { slidingWindowLimiter } from '../objects/sliding-window-limiter.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { neverAboveLimit, neverRefusedWithRoom, windowAdviceIsExact } from './invariants/sliding-window-limiter.ts';
import { answered, repeated } from './outcomes.ts';

const LIMITERS = { wide: { limit: 3, windowMs: 1_500 }, narrow: { limit: 2, windowMs: 40 } } as const;

const limiter = fc.constantFrom('wide', 'wide', 'wide', 'narrow', 'narrow', 'unknown');
/** Times around the lengths of the windows, and around the differences between clocks. */
const afterMs = fc.constantFrom(0, 0, 0, 1, 39, 40, 41, 1_460, 1_499, 1_500, 1_501);
const config = fc.record({ limit: fc.constantFrom(1, 2, 3, 4), windowMs: fc.constantFrom(40, 1_500, 1_500) });

/** Clients check sliding windows at their edges, while clocks differ, jump and go back. */
export const slidingWindowScenario: Scenario = scenario('sliding window limiter', {
  services: [slidingWindowLimiter],
  setup: Object.entries(LIMITERS).map(([key, input]): OperationSpec => ({
    kind: 'call',
    service: 'SlidingWindowLimiter',
    handler: 'configure',
    key,
    input,
  })),
  operations: ({ call, send }) => [
    call(slidingWindowLimiter, 'check', { key: limiter, afterMs }),
    call(slidingWindowLimiter, 'check', { key: 'wide', afterMs }),
    call(slidingWindowLimiter, 'check', { key: 'wide' }),
    call(slidingWindowLimiter, 'check', { key: 'wide', idempotencyKey: maybeIdempotent }),
    send(slidingWindowLimiter, 'check', { key: limiter, delayMs: fc.constantFrom(undefined, 40) }),
    call(slidingWindowLimiter, 'status', { key: fc.constantFrom('wide', 'narrow', 'unknown'), afterMs }),
    call(slidingWindowLimiter, 'configure', { key: fc.constantFrom('wide', 'late'), input: config, afterMs }),
    call(slidingWindowLimiter, 'configure', {
      key: 'wide',
      input: malformed({ limit: 0, windowMs: 40 }, { limit: 1, windowMs: 0.5 }, null),
    }),
  ],
  clients: 4,
  maxOperations: 20,
  invariants: [neverAboveLimit, neverRefusedWithRoom, windowAdviceIsExact],
  faults: { clockJumps: true, skew: true },
  charts: [
    {
      kind: 'sliding window',
      service: 'SlidingWindowLimiter',
      handler: 'check',
      granted: 'answer.allowed',
      limit: 'state.window.limit',
      windowMs: 'state.window.windowMs',
    },
  ],
  outcomes: {
    'a check is refused with a time to wait': answered(200, '"allowed":false'),
    'a limiter that was never configured is refused': answered(404, 'was never configured'),
    'a bad limit is refused': answered(400, 'limit must be a whole number'),
    'a bad window is refused': answered(400, 'windowMs must be a whole number'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a check is repeated with its idempotency key': repeated,
  },
});
