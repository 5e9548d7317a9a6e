/**
 * Goal: a refused client gets a time after which it is admitted; no request above the limits is admitted; no request is
 * processed twice. Method: clients that come again at that time, crashes, a backend that fails; for each invariant a gateway
 * with one planted bug, which the invariant must catch.
 */
import { describe, expect, it } from 'vitest';
import { apiGatewayScenario, LIMITS } from '../../scenarios/api-gateway.ts';
import {
  retriesInTime,
  limitIsKept,
  processedOnce,
  retryAfterIsWhole,
} from '../../scenarios/invariants/api-gateway.ts';
import { gatewayWith } from './api-gateway.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

describe('an API gateway', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(apiGatewayScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    {
      bug: 'rounds to the nearest second',
      by: retryAfterIsWhole,
      differs: { seconds: (ms: number) => Math.round(ms / 1_000) },
      says: 'Retry-After 0',
    },
    {
      bug: 'rounds down, except to 0',
      by: retriesInTime,
      differs: { seconds: (ms: number) => Math.max(1, Math.floor(ms / 1_000)) },
      says: 'after the Retry-After',
    },
    {
      bug: 'fills the bucket with each request',
      by: limitIsKept,
      differs: { reset: true },
      says: 'the limits allow',
    },
    {
      bug: 'ignores the limiter',
      by: limitIsKept,
      differs: { admits: () => true },
      says: 'the limits allow',
    },
    {
      bug: 'makes a new idempotency key in each retry',
      by: processedOnce,
      differs: { keyInside: true },
      says: 'cannot recognise',
    },
  ])('is caught when it $bug', async ({ by, differs, says }) => {
    const variant = gatewayWith(differs);
    const scenario = replaced(apiGatewayScenario, (effects) => [
      // The effects of the scenario make the gateway; they are passed without their types.
      variant(effects as unknown as Parameters<typeof variant>[0], LIMITS),
    ]);
    expect(await objection(scenario, by)).toContain(says);
  });
});
