/**
 * Goal: a token bucket keeps capacity + rate x time over every interval, by the times that its handlers read, refuses
 * nothing that it holds, and returns exact waits. Method: random clients, crashes, clocks that differ, jump and go back; for
 * each invariant a bucket with one planted bug, which the invariant must catch.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateLimiter } from '../../objects/rate-limiter.ts';
import {
  boundIsKept,
  bucketAdviceIsExact,
  levelInRange,
  refusedOnlyWhenShort,
} from '../../scenarios/invariants/rate-limiter.ts';
import { rateLimiterScenario } from '../../scenarios/rate-limiter.ts';
import { replayIsFaithful } from '../../sim/checks/replay/replay.ts';
import { sharedHandlersOnlyRead } from '../../sim/checks/shared-reads.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { Simulation } from '../../sim/simulation/simulation.ts';
import { adviceHolds, type History } from '../harness/advice.ts';
import * as broken from './rate-limiter.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
const ask = { kind: 'call', service: 'RateLimiter', key: 'one' } as const;
const history: fc.Arbitrary<History> = fc.integer({ min: 1, max: 5 }).chain((capacity) =>
  fc.record({
    // Some rates give a token in a whole number of milliseconds, some do not.
    limits: fc.constantFrom(0.001, 0.7, 1, 3, 7.5, 333.333, 2_000).map((refillPerSecond): OperationSpec => ({
      ...ask,
      handler: 'initialize',
      input: { capacity, refillPerSecond },
    })),
    checks: fc.array(
      fc
        .record({ tokens: fc.integer({ min: 1, max: capacity }), afterMs: fc.constantFrom(0, 0, 0, 1, 7, 1_000) })
        .map(({ tokens, afterMs }): OperationSpec => ({ ...ask, handler: 'check', input: { tokens }, afterMs })),
      { minLength: 3, maxLength: 8, size: 'max' },
    ),
  }),
);

describe('a token bucket', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(rateLimiterScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it('admits after exactly retryAfterMs when there are no other requests, and not a millisecond before', async () => {
    expect(await adviceHolds(rateLimiterScenario, history)).toBe(true);
  });

  it.each([
    { bug: 'returns a wait that is a millisecond too short', variant: broken.roundsTheWaitDown },
    { bug: 'returns the wait in whole seconds', variant: broken.roundsTheWaitUp },
  ])('is caught by a client that follows its advice when it $bug', async ({ variant }) => {
    expect(
      await adviceHolds(
        replaced(rateLimiterScenario, () => [variant]),
        history,
      ),
    ).toBe(false);
  });

  it.each([
    {
      bug: 'reads the clock outside ctx.run',
      by: replayIsFaithful,
      variant: broken.readsTheClockOutsideRun,
      says: 'replay',
    },
    {
      bug: 'stores the time of a clock that was set back',
      by: boundIsKept,
      variant: broken.trustsAClockSetBack,
      says: 'and granted',
    },
    {
      bug: 'fills up when it is initialized again',
      by: boundIsKept,
      variant: broken.refillsWhenInitialized,
      says: 'and granted',
    },
    {
      bug: 'takes tokens away when the clock is set back',
      by: levelInRange,
      variant: broken.refillsBackwards,
      says: 'stored -',
    },
    {
      bug: 'ignores the capacity',
      by: levelInRange,
      variant: broken.ignoresTheCapacity,
      says: 'for a bucket with capacity',
    },
    {
      bug: 'refuses the last token',
      by: refusedOnlyWhenShort,
      variant: broken.refusesTheLastToken,
      says: 'and refused',
    },
    {
      bug: 'returns a wait that is too short',
      by: bucketAdviceIsExact,
      variant: broken.halvesTheWait,
      says: 'was refused',
    },
    {
      bug: 'returns a wait that is too long',
      by: bucketAdviceIsExact,
      variant: broken.roundsTheWaitUp,
      says: 'was admitted',
    },
    {
      bug: 'writes in a shared handler',
      by: sharedHandlersOnlyRead,
      variant: broken.writesInAShared,
      says: 'tried to write',
    },
  ])('is caught when it $bug', async ({ by, variant, says }) => {
    expect(
      await objection(
        replaced(rateLimiterScenario, () => [variant]),
        by,
      ),
    ).toContain(says);
  });

  it('shows the refill since the last check, and takes no token', async () => {
    expect(await shownOverTime(rateLimiter)).toEqual([0, 0, 1, 1, 2]);
    expect(await shownOverTime(broken.showsTheLastLevel), 'a broken variant').toEqual([0, 0, 0, 0, 0]);
  });
});

/** What the status of a bucket for two tokens, one a second, shows after it was emptied. */
async function shownOverTime(definition: { readonly name: string }): Promise<number[]> {
  await using sim = new Simulation({ services: [definition] });
  const one = sim.client.object(rateLimiter, 'one');
  await one.initialize({ capacity: 2, refillPerSecond: 1 });
  await one.check({ tokens: 2 });
  const shown = [(await one.status()).remaining];
  for (const waitMs of [999, 1, 999, 5_000]) {
    await sim.advance(waitMs);
    shown.push((await one.status()).remaining);
  }
  return shown;
}
