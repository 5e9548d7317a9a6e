/**
 * Goal: never more than `limit` admissions in any half-open window (t − windowMs, t], by the times that its handlers
 * read, never a refusal while there is room, and exact waits. Method: random clients, crashes, clocks that differ, jump and
 * go back; for each invariant a limiter with one planted bug, which the invariant must catch.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  neverAboveLimit,
  neverRefusedWithRoom,
  windowAdviceIsExact,
} from '../../scenarios/invariants/sliding-window-limiter.ts';
import { slidingWindowScenario } from '../../scenarios/sliding-window-limiter.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { adviceHolds, type History } from '../harness/advice.ts';
import * as broken from './sliding-window-limiter.broken.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

// A search takes about a second on an idle machine.
const ask = { kind: 'call', service: 'SlidingWindowLimiter', key: 'one' } as const;
const config = fc.record({ limit: fc.integer({ min: 1, max: 3 }), windowMs: fc.constantFrom(1, 2, 40, 86_400_000) });
const history: fc.Arbitrary<History> = fc.record({
  limits: config.map((input): OperationSpec => ({ ...ask, handler: 'configure', input })),
  checks: fc.array(
    fc.constantFrom(0, 0, 1, 39).map((afterMs): OperationSpec => ({ ...ask, handler: 'check', afterMs })),
    { minLength: 4, maxLength: 8, size: 'max' },
  ),
});

describe('a sliding window', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(slidingWindowScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it('admits after exactly retryAfterMs when there are no other requests, and not a millisecond before', async () => {
    expect(await adviceHolds(slidingWindowScenario, history)).toBe(true);
  });

  it('is caught by a client that follows its advice when it waits for the latest admission to leave', async () => {
    const late = replaced(slidingWindowScenario, () => [broken.waitsForTheLatest]);
    expect(await adviceHolds(late, history)).toBe(false);
  });

  it.each([
    { bug: 'drops an admission a millisecond early', by: neverAboveLimit, variant: broken.countsTheLastMomentOut },
    { bug: 'forgets admissions that are later than the clock', by: neverAboveLimit, variant: broken.forgetsTheFuture },
    { bug: 'stores the time of a clock that was set back', by: neverAboveLimit, variant: broken.trustsAClockSetBack },
    { bug: 'counts by fixed windows', by: neverAboveLimit, variant: broken.countsFixedWindows },
    { bug: 'cuts its log to a lower limit', by: neverAboveLimit, variant: broken.cutsItsLog },
    { bug: 'stores another time than it decided by', by: neverRefusedWithRoom, variant: broken.readsTheClockTwice },
    { bug: 'counts the start of the window in', by: neverRefusedWithRoom, variant: broken.countsTheStartIn },
    { bug: 'waits for the latest admission to leave', by: windowAdviceIsExact, variant: broken.waitsForTheLatest },
  ])('is caught when it $bug', async ({ by, variant }) => {
    expect(
      await objection(
        replaced(slidingWindowScenario, () => [variant]),
        by,
      ),
    ).toContain('SlidingWindowLimiter/');
  });
});
