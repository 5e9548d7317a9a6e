import * as fc from 'fast-check';
import type { TraceEvent } from '../../trace/event.ts';
import { operationName } from '../../simulation/client/operation-name.ts';
import { DrawnOperation, type DrawnPlan } from '../plan/drawn-operation.ts';
import type { Seen } from '../plan/seen.ts';
import type { PlanRunner } from '../record/plan-runner.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { Groups, type Kind } from './groups.ts';

/** Runs that are looked at. */
const ROUNDS = 2;
/** Requests in each, at most. */
const MAX_OPERATIONS = 40;
/** Steps of each, at most: a job that polls each second would take as many as a whole campaign. */
const MAX_STEPS = 5_000;
/** Times of each sort that are kept. */
const MAX_TIMES = 24;

const DAY_MS = 86_400_000;
/** What starts before belongs to the requests themselves. */
const BEGINNING_MS = 5_000;
/** The longest wait of a client, and how many rounds it may be of a job that schedules itself. */
const MAX_WAIT_MS = 45 * DAY_MS;
const MAX_ROUNDS = 16;
/** Where the run did not come to an end, its jobs are quick ones. */
const UNSETTLED_MS = 1_000;

/**
 * Looks at the times that the code under test uses. Every request of the scenario is made in turn, without faults, so the
 * result depends on the scenario and the seed alone, and every worker of a campaign comes to the same.
 * @returns undefined for a property, whose own code decides when it sends its requests
 */
export async function survey(runner: PlanRunner, seed: number): Promise<Seen | undefined> {
  const { scenario } = runner;
  if (scenario.body !== undefined) return undefined;
  const short = runner.with({ limits: { ...scenario.limits, steps: MAX_STEPS } });
  const spans = new Set<number>();
  const moments = new Set<number>();
  let maxWaitMs = DAY_MS;
  let mostMs = Math.min(MAX_WAIT_MS, (scenario.limits?.virtualMs ?? Infinity) / MAX_ROUNDS);
  const groups = new Groups();
  for (let round = 0; round < ROUNDS; round++) {
    const plan = planOfAll(runner, seed + round);
    const { events, undecided } = await short.run(plan);
    groups.see(kindsOf(plan, scenario), events);
    const startMs = events[0]?.atMs ?? 0;
    for (const event of events) {
      const spanMs = spanOf(event);
      if (spanMs !== undefined && spanMs > 0) spans.add(spanMs);
      const afterMs = event.atMs - startMs;
      if (event.type === 'attempt started' && afterMs > BEGINNING_MS) moments.add(afterMs);
    }
    if (undecided !== undefined) mostMs = Math.min(mostMs, UNSETTLED_MS);
    for (const periodMs of periodsOf(events)) mostMs = Math.min(mostMs, MAX_ROUNDS * periodMs);
  }
  const spansMs = some(spans);
  maxWaitMs = Math.max(maxWaitMs, 2 * (spansMs.at(-1) ?? 0));
  const maxMs = Math.max(1, Math.min(maxWaitMs, mostMs));
  return { spansMs, momentsMs: some(moments), maxWaitMs: maxMs, groups: groups.found() };
}

/** Every kind of request, in the order in which the scenario lists them, and then again the other way round. */
function planOfAll({ scenario }: PlanRunner, seed: number): DrawnPlan {
  const kinds = [...scenario.operations, ...scenario.operations.toReversed()].slice(0, MAX_OPERATIONS);
  const operations = kinds.map((arbitrary, index) => {
    const [value] = fc.sample(arbitrary, { seed: (seed + index) | 0, numRuns: 1 });
    if (value === undefined) throw new RangeError('fast-check drew nothing.');
    const draw = { arbitrary, value, context: undefined };
    return DrawnOperation.of({ id: operationName(index), client: 'client 1', troubles: [] }, draw);
  });
  return { version: 1, scenario: scenario.name, seed: 0, operations, world: [], holds: [], choices: {} };
}

/** @returns every kind of request. Where there are more than a plan has room for, the last ones have no operation. */
function kindsOf({ operations }: DrawnPlan, { operations: kinds }: Scenario): readonly Kind[] {
  const made = operations.map(({ id, service }, index) => ({
    kind: index < kinds.length ? index : 2 * kinds.length - 1 - index,
    service,
    operation: id,
  }));
  const left = kinds.slice(operations.length).flatMap((arbitrary, index) =>
    fc.sample(arbitrary, { seed: 0, numRuns: 1 }).map(({ service }) => ({
      kind: operations.length + index,
      service,
      operation: undefined,
    })),
  );
  return [...made, ...left];
}

/** @returns how long something is to take, in ms: a sleep, which is also how waits are bounded, or a delayed message */
function spanOf(event: TraceEvent): number | undefined {
  if (event.type === 'appended' && event.command.type === 'Sleep') return event.command.wakeUpMs - event.atMs;
  if (event.type === 'invocation created') return event.scheduledForMs && event.scheduledForMs - event.atMs;
  return undefined;
}

/** @returns the delays and sleeps, in ms, of jobs that the run left behind */
function periodsOf(events: readonly TraceEvent[]): readonly number[] {
  const left = new Set(
    events.flatMap((event) => (event.type === 'jobs left' ? event.jobs.map(({ invocation }) => invocation) : [])),
  );
  return events.flatMap((event) => {
    const periodMs = 'invocation' in event && left.has(event.invocation ?? '') ? spanOf(event) : undefined;
    return periodMs === undefined ? [] : Math.max(1, periodMs);
  });
}

/** @returns the numbers, ascending; of many, some that are evenly spread */
function some(numbers: ReadonlySet<number>): readonly number[] {
  const sorted = [...numbers].toSorted((one, other) => one - other);
  const stride = Math.max(1, sorted.length / MAX_TIMES);
  return sorted.filter((_, index) => Math.floor(index / stride) !== Math.floor((index - 1) / stride));
}
