/**
 * Goal: whoever is refused is told a time after which they are admitted; nobody is admitted above the limits; nothing is
 * processed twice. Method: users who come again when told to, crashes, a backend that fails; for each invariant a gateway
 * with one slip, which it must catch.
 */
import { describe, expect, it } from 'vitest';
import { apiGatewayScenario, LIMITS } from '../../scenarios/api-gateway.ts';
import {
  retriesInTime,
  limitIsKept,
  processedOnce,
  retryAfterIsWhole,
} from '../../scenarios/invariants/api-gateway.ts';
import { slipping } from './api-gateway.broken.ts';
import { objection, replaced, search } from '../harness/search.ts';

describe('an API gateway', () => {
  it('keeps its promises in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(apiGatewayScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    {
      slip: 'rounds to the nearest second',
      by: retryAfterIsWhole,
      slips: { seconds: (ms: number) => Math.round(ms / 1_000) },
      says: 'Retry-After 0',
    },
    {
      slip: 'rounds down but for 0',
      by: retriesInTime,
      slips: { seconds: (ms: number) => Math.max(1, Math.floor(ms / 1_000)) },
      says: 'after the Retry-After',
    },
    {
      slip: 'fills the bucket with each request',
      by: limitIsKept,
      slips: { reset: true },
      says: 'the limits allow',
    },
    {
      slip: 'does not listen to the limiter',
      by: limitIsKept,
      slips: { admits: () => true },
      says: 'the limits allow',
    },
    {
      slip: 'draws the key of a request in each try',
      by: processedOnce,
      slips: { keyInside: true },
      says: 'cannot recognise',
    },
  ])('is caught when it $slip', async ({ by, slips, says }) => {
    const variant = slipping(slips);
    const scenario = replaced(apiGatewayScenario, (effects) => [
      // The effects of the scenario are what the gateway is made from; between the two they travel without their types.
      variant(effects as unknown as Parameters<typeof variant>[0], LIMITS),
    ]);
    expect(await objection(scenario, by)).toContain(says);
  });
});
