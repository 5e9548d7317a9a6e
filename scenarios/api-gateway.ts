import { TerminalError } from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { apiGateway, type ApiResponse, type Backend } from '../objects/api-gateway.ts';
import { rateLimiter } from '../objects/rate-limiter.ts';
import { effect, type Effect, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { retriesInTime, limitIsKept, processedOnce, retryAfterIsWhole } from './invariants/api-gateway.ts';
import { answered, repeated } from './outcomes.ts';

type Processing = Parameters<Backend['process']>[0];

/** The processed requests, by idempotency key. */
export type Done = Map<string, Processing>;

const backend: Effect<Processing, ApiResponse> = effect({
  state: (): Done => new Map(),
  apply: (done: Done, request: Processing): ApiResponse => {
    if (request.path === '/gone') throw new TerminalError('there is nothing there', { errorCode: 404 });
    if (request.path === '/down') throw new Error('the backend is down');
    done.set(request.idempotencyKey, request);
    return { status: 200, headers: {}, body: `done: ${request.path}` };
  },
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
});

/** Two at once, and one more every 1.429 s, so that waits are not whole seconds. */
export const LIMITS = { capacity: 2, refillPerSecond: 0.7 } as const;

const gateway = apiGateway({ process: () => Promise.reject(new Error('There is no backend outside a run.')) }, LIMITS);
const userId = fc.constantFrom('ann', 'ann', 'ann', 'bob');
const path = fc.constantFrom('/a', '/a', '/b', '/gone');
const afterMs = fc.constantFrom(0, 0, 0, 400, 1_000, 1_429, 2_000);

/** Users send too many requests, and retry at the time of Retry-After, a little earlier, or later. */
export const apiGatewayScenario: Scenario = scenario('api gateway', {
  services: (effects: Backend) => [apiGateway(effects, LIMITS), rateLimiter],
  effects: { process: backend },
  operations: ({ call }) => [
    call(gateway, 'handle', { input: fc.record({ userId, path }), afterMs }),
    call(gateway, 'handle', { input: fc.record({ userId: fc.constant('ann'), path }) }),
    call(gateway, 'handle', { input: fc.record({ userId, path }), idempotencyKey: maybeIdempotent }),
    call(gateway, 'handle', { input: { userId: 'ann', path: '/down' } }),
    call(gateway, 'handle', { input: malformed({ userId: '', path: '/a' }, { userId: 'ann' }, null) }),
    call(rateLimiter, 'status', { key: fc.constantFrom('user:ann', 'user:nobody'), afterMs }),
  ],
  clients: 4,
  maxOperations: 9,
  invariants: [retryAfterIsWhole, retriesInTime, limitIsKept, processedOnce],
  outcomes: {
    'a request is processed': answered(200, 'done: /a'),
    'a request is over the limit': answered(200, '"status":429'),
    'a request is refused by the backend': answered(404, 'nothing there'),
    'a backend is down for longer than a caller waits': answered(500, 'backend is down'),
    'a user without a name is refused': answered(400, 'userId must be a text'),
    'a request without a path is refused': answered(400, 'path must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a user without requests has no bucket': answered(404, 'never initialized'),
    'a request is repeated with its idempotency key': repeated,
  },
});
