import * as fc from 'fast-check';
import type { Scenario } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import { singleClient } from './single-client.ts';

/** The requests to a limiter before a client follows its advice: the limits, then checks. */
export interface History {
  readonly limits: OperationSpec;
  readonly checks: readonly OperationSpec[];
}

interface Decision {
  readonly allowed: boolean;
  readonly retryAfterMs: number | null;
}

/**
 * A client that waits `retryAfterMs`, without other requests, is admitted, and one that waits a millisecond less is not. A first
 * run learns the advice of the last refusal; two more, equal up to there, follow it: one exactly, one too early.
 */
function adviceProperty(scenario: Scenario, history: fc.Arbitrary<History>): fc.IAsyncProperty<[History]> {
  const alone: Scenario = { ...scenario, setup: [], invariants: [] };
  return fc.asyncProperty(history, async ({ limits, checks }) => {
    const { answers } = await singleClient(alone, [limits, ...checks]);
    const decisions = answers.slice(1).map(({ body }) => body as Decision);
    const at = decisions.findLastIndex(({ allowed }) => !allowed);
    const refused = checks[at];
    const waitMs = decisions[at]?.retryAfterMs ?? null;
    fc.pre(refused !== undefined && waitMs !== null);
    const asked = [limits, ...checks.slice(0, at + 1)];
    const afterMs = async (ms: number): Promise<boolean> => {
      const again = await singleClient(alone, [...asked, { ...refused, afterMs: ms }]);
      const decision = again.answers.at(-1)?.body as Decision | undefined;
      return decision?.allowed === true;
    };
    return waitMs > 0 && (await afterMs(waitMs)) && !(await afterMs(waitMs - 1));
  });
}

/** @returns whether the advice of the limiter of a scenario was right in 150 histories */
export async function adviceHolds(scenario: Scenario, history: fc.Arbitrary<History>): Promise<boolean> {
  const { failed } = await fc.check(adviceProperty(scenario, history), { seed: 42, numRuns: 150 });
  return !failed;
}
