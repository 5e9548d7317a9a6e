import * as fc from 'fast-check';
import { fineRateLimiter, mistakenRateLimiter } from '../../objects/next/rate-limiter.ts';
import { rateLimiter } from '../../objects/rate-limiter.ts';
import { type OperationSpec, scenario, type Scenario } from '../../sim/index.ts';
import { boundIsKept, refusedOnlyWhenShort } from '../invariants/rate-limiter.ts';

const BUCKET = { capacity: 3, refillPerSecond: 10 };

const initialized: OperationSpec = {
  kind: 'call',
  service: 'RateLimiter',
  handler: 'initialize',
  key: 'quick',
  input: BUCKET,
};

function bucketsOverADeploy(name: string, to: typeof rateLimiter): Scenario {
  return scenario(name, {
    services: [rateLimiter],
    setup: [initialized],
    operations: ({ call }) => [
      call(rateLimiter, 'check', { key: 'quick', input: fc.record({ tokens: fc.constantFrom(1, 2) }) }),
      call(rateLimiter, 'check', { key: 'quick', input: { tokens: 1 }, afterMs: fc.constantFrom(0, 100) }),
      call(rateLimiter, 'status', { key: 'quick' }),
      call(rateLimiter, 'initialize', { key: 'quick', input: BUCKET }),
    ],
    clients: 2,
    maxOperations: 10,
    invariants: [boundIsKept, refusedOnlyWhenShort],
    upgrade: { to: [to], how: 'new' },
  });
}

/** Buckets are counted in a finer unit, under another key. */
export const finerUnit: Scenario = bucketsOverADeploy('a finer unit in the bucket', fineRateLimiter);

/** Buckets are counted in a finer unit, where the old code has left numbers in its own. */
export const mistakenUnit: Scenario = bucketsOverADeploy('a finer unit under the old name', mistakenRateLimiter);
