import { adviceWithout, type AdviceCode } from '../../checks/advice/advice.ts';
import { effectsHappen } from '../../checks/effects/effects-happen.ts';
import type { Invariant } from '../../checks/invariant.ts';
import { linearizable } from '../../checks/linearizability/invariant.ts';
import type { Model } from '../../checks/linearizability/model.ts';
import { settles } from '../../checks/liveness/settles.ts';
import { noTornReads } from '../../checks/torn-reads.ts';
import { withinLimit } from '../../checks/within-limit.ts';
import type { ChartSpec } from '../../trace/charts/chart-spec.ts';
import type { Effect } from './effect.ts';

/** The options of a scenario that add invariants. */
export interface Declarations {
  readonly effects?: Readonly<Record<string, Effect<never, unknown>>>;
  readonly model?: Model<unknown>;
  readonly together?: readonly (readonly string[])[];
  readonly owed?: readonly string[];
  readonly charts?: readonly ChartSpec[];
  readonly waivesAdvice?: readonly AdviceCode[];
}

/** @returns the invariants that follow from these options; one of them replaces a built-in invariant of the same name */
export function declaredChecks({
  effects,
  model,
  together,
  owed,
  charts = [],
  waivesAdvice = [],
}: Declarations): Invariant[] {
  const checks: Invariant[] = [];
  if (effects !== undefined && Object.keys(effects).length > 0) {
    checks.push(
      effectsHappen(Object.fromEntries(Object.entries(effects).map(([name, { definition }]) => [name, definition]))),
    );
  }
  if (model !== undefined) checks.push(linearizable(model));
  if (together !== undefined && together.length > 0) checks.push(noTornReads(together));
  if (owed !== undefined && owed.length > 0) checks.push(settles(owed));
  checks.push(...charts.map((chart) => withinLimit(chart)));
  if (waivesAdvice.length > 0) checks.push(adviceWithout(waivesAdvice));
  return checks;
}
