import type { Engine } from '../../../sim/attempt/attempt.ts';
import { SdkEngine } from '../../../sim/attempt/sdk/engine.ts';
import { quiet, type Decider } from '../../../sim/core/choices.ts';
import { RandomDecider } from '../../../sim/search/strategies/random-decider.ts';
import type { Plan } from '../../../sim/simulation/faults/plan.ts';
import { runPlan, type RunOptions, type RunResult } from '../../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { TraceEvent } from '../../../sim/trace/event.ts';
import { partingOf } from '../../../sim/trace/parting.ts';
import { decodeUtf8 } from '../../../sim/core/utf8.ts';

/** Two engines, of which one plan must get the same trace. */
export interface Pair {
  readonly fake: Engine;
  readonly sdk: Engine;
}

/** The same plan on both engines, and where the traces part. */
export interface Comparison {
  readonly fake: RunResult;
  readonly sdk: RunResult;
  /** Undefined when the traces are the same, and so is what the engines remarked. */
  readonly difference: string | undefined;
}

/** Runs a plan on both engines. @param options are those of both runs */
export async function compare(
  { fake, sdk }: Pair,
  scenario: Scenario,
  plan: Plan,
  options: Pick<RunOptions, 'limits' | 'serverOptions' | 'builtIn' | 'judgesUpgrades'> = {},
): Promise<Comparison> {
  const onFake = await runPlan(scenario, plan, { ...options, decider: deciderOf(plan), engine: fake });
  const onSdk = await runPlan(scenario, plan, { ...options, decider: deciderOf(plan), engine: sdk });
  const isSame = onFake.hash === onSdk.hash && onFake.steps === onSdk.steps;
  const difference = isSame ? remarkDifferenceOf(onFake, onSdk, unsureOf(sdk)) : differenceOf(onFake, onSdk);
  return { fake: onFake, sdk: onSdk, difference };
}

/** Anybody's choices would do; these vary much. */
function deciderOf({ strategy }: Plan): Decider {
  return strategy === undefined ? quiet : new RandomDecider(strategy.dice);
}

/** Remarks decide about findings as events do, but are no part of the hash. */
function remarkDifferenceOf(fake: RunResult, sdk: RunResult, unsure: ReadonlySet<string>): string | undefined {
  const [left, right] = [remarksOf(fake, unsure), remarksOf(sdk, unsure)];
  const at = left.findIndex((remark, index) => remark !== right[index]);
  if (at === -1 && left.length === right.length) return undefined;
  const first = at === -1 ? left.length : at;
  return `remark ${first} differs: fake has ${left[first] ?? 'no more'}, sdk has ${right[first] ?? 'no more'}`;
}

/**
 * Remarks that are up to the engine: which of several attempts is seen to wait for the outside, and, where web streams lie
 * between the engine and the SDK, whether the event loop turns before a rejection is handled.
 */
function unsureOf(sdk: Engine): ReadonlySet<string> {
  const isPublic = sdk instanceof SdkEngine && sdk.entry === 'public';
  return new Set(['outside-wait', ...(isPublic ? ['unhandled-rejection'] : [])]);
}

/** What was remarked about which attempt, in order; the words are those of an engine. */
function remarksOf({ events }: RunResult, unsure: ReadonlySet<string>): string[] {
  return events.flatMap((event) =>
    event.type === 'remark' && !unsure.has(event.what)
      ? [`"${event.what}" of ${event.invocation}, attempt ${event.attempt}`]
      : [],
  );
}

const BEFORE = 8;
const AFTER = 3;

/** @returns the first events that differ, after the last ones that do not, a line each */
function differenceOf(fake: RunResult, sdk: RunResult): string {
  const parting = partingOf(fake.events, sdk.events);
  if (parting === undefined) return `same events in ${fake.steps} and ${sdk.steps} steps`;
  const { common, left, right } = parting;
  const at = common.length;
  const shown = (events: readonly TraceEvent[], mark: string): string[] =>
    events.length === 0 ? [`${mark} ends here`] : events.slice(0, AFTER).map((event) => `${mark} ${eventText(event)}`);
  return [
    `the traces part at event ${at} (${at + left.length} events on fake, ${at + right.length} on sdk)`,
    ...common.slice(-BEFORE).map((event) => `       ${eventText(event)}`),
    ...shown(left, 'fake >'),
    ...shown(right, 'sdk  >'),
  ].join('\n');
}

function eventText(event: TraceEvent): string {
  const { seq: _, footprint: __, ...rest } = event;
  return JSON.stringify(rest, (_key, value: unknown) => (value instanceof Uint8Array ? decodeUtf8(value) : value));
}
