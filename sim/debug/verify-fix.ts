import { attemptOf, parse, stepOf, under } from '../core/address.ts';
import { UsageError } from '../core/errors.ts';
import { campaign } from '../search/campaign/campaign.ts';
import type { FindingFile } from '../search/finding/finding.ts';
import { replay } from '../search/finding/replay.ts';
import type { DrawnPlan } from '../search/plan/drawn-operation.ts';
import { shows } from '../search/record/fault.ts';
import { Runner, type RunnerOptions } from '../search/run/runner.ts';
import type { Point, Trouble } from '../simulation/faults/plan.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { watchedRun, type WatchedRun } from './watched-run.ts';

/** Whether changed code still has what a finding shows. */
export interface Verified {
  /** `undecided` where the run no longer arrives at the place of the finding, so that it says nothing. */
  readonly verdict: 'fixed' | 'still broken' | 'undecided';
  /** The reasons, a sentence each. */
  readonly reasons: readonly string[];
  /** Runs of plans that are nearly that of the finding. */
  readonly neighbours: number;
  /** Runs of the new search. */
  readonly runs: number;
}

/** How far a fix is tried. */
export interface VerifyOptions extends RunnerOptions {
  /** Runs of the new search. Default 200. */
  readonly runs?: number;
  /** Its seed. Default 1. */
  readonly seed?: number;
}

/** As many neighbours are run at most. */
const MAX_NEIGHBOURS = 60;

/**
 * Runs the plan of a finding again, its neighbours (each fault at every other point of its invocation), and a new search. Says
 * `fixed` only where the plan, or a neighbour, still injects all its faults into the handler of the finding, and nothing breaks.
 */
export async function verifyFix(
  scenario: Scenario,
  finding: FindingFile,
  { runs = 200, seed = 1, ...options }: VerifyOptions = {},
): Promise<Verified> {
  const none = { neighbours: 0, runs: 0 };
  try {
    const replayed = await replay([scenario], finding, options);
    if (replayed.shows) {
      return { verdict: 'still broken', reasons: [`The same plan still breaks "${finding.invariant}".`], ...none };
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { verdict: 'undecided', reasons: [error.message], ...none };
  }
  const runner = new Runner(scenario, options);
  const own = await watchedRun(runner, finding.plan);
  const missed = missedBy(own, finding);
  let arrives = missed.length === 0;
  let neighbours = 0;
  for await (const plan of neighboursOf(runner, own)) {
    if (neighbours >= MAX_NEIGHBOURS) break;
    neighbours++;
    const near = await watchedRun(runner, plan);
    if (shows(near.result, finding)) {
      const reasons = [`The same fault at another entry of the handler still breaks "${finding.invariant}".`];
      return { verdict: 'still broken', reasons, neighbours, runs: 0 };
    }
    arrives ||= missedBy(near, finding).length === 0;
  }
  const found = await campaign(scenario, { seed, runs, judgeReach: 'handlers' });
  const [other] = found.findings;
  if (other !== undefined) {
    const reasons = [`A new search breaks "${other.invariant}": ${other.message}`];
    return { verdict: 'still broken', reasons, neighbours, runs: found.runs };
  }
  const exercised = found.invariants.find(({ name }) => name === finding.invariant)?.exercised ?? 0;
  const reasons = [
    ...(arrives ? [] : missed.map((text) => `The run no longer arrives at the place of the finding: ${text}.`)),
    ...(exercised > 0 ? [] : [`No run of the new search had anything for "${finding.invariant}" to judge.`]),
    ...(found.undecided.length > 0 ? found.undecided : []),
  ];
  if (reasons.length > 0) return { verdict: 'undecided', reasons, neighbours, runs: found.runs };
  return {
    verdict: 'fixed',
    reasons: ['The same plan, its neighbours and a new search all hold.'],
    neighbours,
    runs: found.runs,
  };
}

/** What of the plan had no effect, and whether the handler of the finding began. */
function missedBy(run: WatchedRun, { handler, plan, steps }: FindingFile): readonly string[] {
  const { unmet, events } = run;
  const names = run.steps.map(({ name }) => name);
  const began = new Set<string>();
  const started = new Set(events.flatMap((event) => (event.type === 'attempt started' ? [event.invocation] : [])));
  for (const event of events) {
    if (event.type !== 'invocation created' || !started.has(event.invocation)) continue;
    began.add(`${event.target.service}/${event.target.handler}`);
    began.add(event.target.service);
  }
  const elsewhere = run.plan.operations.flatMap(({ id, troubles }, place) =>
    troubles.flatMap((trouble, index) => {
      const before = plan.operations[place]?.troubles[index];
      if (!('entry' in trouble) || before === undefined || !('entry' in before)) return [];
      const at = under(id, trouble.path);
      const is = commandsUntil(names, at, trouble);
      const was = commandsUntil(steps, under(id, before.path), before);
      if (was.at(-1) !== undefined && was.at(-1) !== is.at(-1)) {
        return [`entry ${trouble.entry} of ${at} was ${was.at(-1)}, and is ${is.at(-1) ?? 'never reached'}`];
      }
      const gone = new Set(was.filter((command) => !is.includes(command)));
      return [...gone].map((command) => `${at} no longer has a ${command} before its entry ${trouble.entry}`);
    }),
  );
  const isMissing = handler !== undefined && /^[^/ ]+(\/[^/ ]+)?$/.test(handler) && !began.has(handler);
  return [...unmet, ...elsewhere, ...(isMissing ? [`no invocation of ${handler} began`] : [])];
}

/** The types of the commands that an attempt has appended up to an entry, such as `SetState`; that of the entry is the last one. */
function commandsUntil(
  steps: readonly string[],
  invocation: string,
  { attempt, entry }: Pick<Point, 'attempt' | 'entry'>,
): readonly string[] {
  const begin = stepOf(attemptOf(invocation, attempt), 'append ');
  return steps.flatMap((name) => {
    const [, number, command] = name.startsWith(begin) ? (/^(\d+) (\w+)/.exec(name.slice(begin.length)) ?? []) : [];
    return command === undefined || Number(number) > entry ? [] : [command];
  });
}

/** The plan with one of its faults at each other point that its attempt reaches without that fault. */
async function* neighboursOf(runner: Runner, { plan }: WatchedRun): AsyncGenerator<DrawnPlan> {
  for (const operation of plan.operations) {
    const changed = (troubles: readonly Trouble[]): DrawnPlan => {
      return {
        ...plan,
        operations: plan.operations.map((each) => (each === operation ? each.with({ troubles }) : each)),
      };
    };
    for (const [index, trouble] of operation.troubles.entries()) {
      if (!('entry' in trouble)) continue;
      const { watched } = await watchedRun(runner, changed(operation.troubles.toSpliced(index, 1)));
      for (const { invocation, attempt, entry, phase } of watched.flatMap(({ points }) => points)) {
        const { operation: owner, calls = '' } = parse(invocation) ?? {};
        if (owner !== operation.id || calls !== trouble.path || attempt !== trouble.attempt) continue;
        if (entry === trouble.entry && phase === trouble.phase) continue;
        yield changed(operation.troubles.with(index, { ...trouble, entry, phase }));
      }
    }
  }
}
