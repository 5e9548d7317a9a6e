import type { Breach, LeftWaiting } from '../../checks/invariant.ts';
import { operationOf } from '../../core/address.ts';
import { virtualTime } from '../../core/virtual-time.ts';
import { withoutStrategy, type Plan, type PlannedOperation } from '../../simulation/faults/plan.ts';
import type { RunResult } from '../../simulation/run/run-plan.ts';
import type { EventOf } from '../../trace/event.ts';
import type { PlanRunner } from '../record/plan-runner.ts';

/** The invariant that a wait breaks which nothing will ever end. */
const SETTLES = 'everything settles';

/** What operators do that may leave others waiting. */
const MEANT: ReadonlySet<string> = new Set(['cancel', 'kill']);

/** When a client repeats a request, in ms after its first ones: after everything else has settled. */
const LATER_MS = 30 * 86_400_000;

/**
 * Judges the waits that a derived scenario waives because something outside may end them. A cancel or a kill has left another
 * invocation waiting if the same operations without it leave none, in the same order and in the plain one, and if clients
 * cannot help by repeating what was cancelled, one request or all, or everything.
 * @param runner runs plans without this judgement
 * @returns the run, broken if an operator's action has left an invocation waiting forever
 */
export async function judgedByCancel(runner: PlanRunner, plan: Plan, result: RunResult): Promise<RunResult> {
  const [left] = result.left;
  const acted = result.events.find(
    (event): event is EventOf<'trouble'> => event.type === 'trouble' && MEANT.has(event.trouble),
  );
  if (left === undefined || acted === undefined || result.verdict !== 'held') return result;
  const isLeft = async (other: Plan): Promise<boolean> => {
    const { left: waits, verdict } = await runner.run(other);
    return waits.length > 0 || verdict !== 'held';
  };
  const calm = withoutOperators(plan);
  if ((await isLeft(plainOrder(calm))) || (await isLeft(calm))) return result;
  for (const again of repetitions(plan, result)) if (!(await isLeft(repeating(plan, again)))) return result;
  return withBreach(result, breachOf(left, acted, result));
}

/** What clients may repeat: each request that an operator hit, all of these, and everything. Some waits need just one of them. */
function repetitions({ operations }: Plan, { events }: RunResult): readonly (readonly PlannedOperation[])[] {
  const hit = new Set(
    events.flatMap((event) =>
      event.type === 'trouble' && MEANT.has(event.trouble) && event.invocation !== undefined
        ? [operationOf(event.invocation)]
        : [],
    ),
  );
  const ended = operations.filter(({ id }) => hit.has(id));
  const alone = ended.map((operation) => [operation]);
  return [...alone, ...(ended.length > 1 ? [ended] : []), operations];
}

function withoutOperators(plan: Plan): Plan {
  const operations = plan.operations.map((operation) => ({
    ...operation,
    troubles: operation.troubles.filter(({ kind }) => !MEANT.has(kind) && kind !== 'pause'),
  }));
  return { ...plan, operations };
}

function plainOrder(plan: Plan): Plan {
  return { ...withoutStrategy(plan), holds: [], choices: {} };
}

/** With its key, a request would only get the response of the cancelled one. */
function withoutIdempotencyKey(operation: PlannedOperation): PlannedOperation {
  const { idempotencyKey, ...rest } = operation;
  return idempotencyKey === undefined ? operation : rest;
}

/** Each gets a client of its own: one that is never answered must not keep the others from their requests. */
function repeating(plan: Plan, operations: readonly PlannedOperation[]): Plan {
  const again = operations.map((operation, index) => ({
    ...withoutIdempotencyKey(operation),
    id: `${operation.id}-again`,
    client: `client again ${index + 1}`,
    afterMs: LATER_MS + index * 1_000,
    troubles: [],
  }));
  return { ...plan, operations: [...plan.operations, ...again] };
}

function breachOf(
  { handler, invocation, what, event }: LeftWaiting,
  acted: EventOf<'trouble'>,
  result: RunResult,
): Breach {
  const created = result.events.find(
    (each) => each.type === 'invocation created' && each.invocation === acted.invocation,
  );
  const by =
    created?.type === 'invocation created' ? `${created.target.service}/${created.target.handler}` : 'a handler';
  const done = acted.trouble === 'kill' ? 'killed' : 'cancelled';
  return {
    message: `${handler} (invocation ${invocation}) waits forever for ${what}, because ${by} (invocation ${acted.invocation ?? ''}) was ${done} at ${virtualTime(acted.atMs)}. Without that every invocation ends, and repeating the request does not help. Let a handler that is cancelled give back what it holds: catch the error, or use finally, and wake the next one.`,
    events: [acted.seq, event].toSorted((a, b) => a - b),
    handler,
    kind: 'left by a cancel',
  };
}

function withBreach(result: RunResult, breach: Breach): RunResult {
  const invariants = result.invariants.map((own) => (own.name === SETTLES ? { ...own, breach } : own));
  return { ...result, verdict: 'broken', left: [], invariants };
}
