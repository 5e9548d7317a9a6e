import { choiceKey, parseChoiceKey, renamedIn, repeatOf } from '../../core/address.ts';
import type { Trouble, WorldTrouble } from '../../simulation/faults/plan.ts';
import type { DrawnOperation, DrawnPlan } from '../plan/drawn-operation.ts';
import { without } from '../plan/plan-parts.ts';
import { operationName } from '../../simulation/client/operation-name.ts';

/** Proposes plans with at most as many parts as this one, each simpler in one respect, the largest changes first. */
export function* quieter(plan: DrawnPlan): Generator<DrawnPlan> {
  yield* sameModules(plan);
  yield* waitsPassedOn(plan);
  yield* soonerRequests(plan);
  yield* fewerClients(plan);
  yield* milderTroubles(plan);
  yield* quieterChoices(plan);
  yield* calmerWorld(plan);
  yield* plainNames(plan);
}

/** Modules keep their variables over a process crash. */
function* sameModules({ renews, ...plan }: DrawnPlan): Generator<DrawnPlan> {
  if (renews === true) yield plan;
}

/** A request is left out, and the wait before it, which may be what matters, comes before the next one of its client. */
function* waitsPassedOn(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const [index, { client, waitMs, id }] of plan.operations.entries()) {
    const next = plan.operations.slice(index + 1).find((other) => other.client === client);
    if (waitMs === undefined || next === undefined || !next.mayWait) continue;
    const later = replaced(plan, next, next.waiting(waitMs + (next.waitMs ?? 0)));
    yield without(later, [{ kind: 'operation', operation: id }]);
  }
}

/** Clients wait for a shorter time before their requests: not at all, a round time, or a little less than now. */
function* soonerRequests(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const operation of plan.operations) {
    const { waitMs } = operation;
    if (waitMs === undefined) continue;
    yield replaced(plan, operation, operation.waiting(undefined));
    for (let round = 1; round < waitMs; round *= 10) yield replaced(plan, operation, operation.waiting(round));
    for (const shorter of smallerNumbers(waitMs)) {
      if (shorter > 0) yield replaced(plan, operation, operation.waiting(shorter));
    }
  }
}

/** One client instead of several. */
function* fewerClients(plan: DrawnPlan): Generator<DrawnPlan> {
  const [first] = plan.operations;
  if (first === undefined || plan.operations.every(({ client }) => client === first.client)) return;
  yield { ...plan, operations: plan.operations.map((operation) => operation.with({ client: first.client })) };
  for (const [index, operation] of plan.operations.entries()) {
    for (const earlier of new Set(plan.operations.slice(0, index).map(({ client }) => client))) {
      if (earlier === operation.client) break;
      yield replaced(plan, operation, operation.with({ client: earlier }));
    }
  }
}

/**
 * Replaces troubles by milder ones: a suspension is milder than a lost connection, which is milder than a process crash; a
 * request of another client is milder than a repeated request.
 */
function* milderTroubles(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const operation of plan.operations) {
    for (const [index, trouble] of operation.troubles.entries()) {
      if (trouble.kind === 'duplicate') yield ofAnotherClient(plan, operation, index);
      for (const milder of milderThan(trouble)) {
        const troubles = operation.troubles.with(index, milder);
        yield replaced(plan, operation, operation.with({ troubles }));
      }
    }
  }
}

/** @returns the plan in which the second request of an operation is an operation of its own */
function ofAnotherClient(plan: DrawnPlan, operation: DrawnOperation, index: number): DrawnPlan {
  const id = unused(plan.operations.map((other) => other.id));
  const other = operation.with({ id, client: repeatOf(operation.client), troubles: [] });
  const once = operation.with({ troubles: operation.troubles.toSpliced(index, 1) });
  const operations = plan.operations.flatMap((each) => (each === operation ? [once, other] : [each]));
  return withAddresses({ ...plan, operations }, new Map([[repeatOf(operation.id), id]]));
}

function unused(names: readonly string[]): string {
  for (let index = names.length; ; index++) if (!names.includes(operationName(index))) return operationName(index);
}

function milderThan(trouble: Trouble): Trouble[] {
  if (trouble.kind !== 'crash') return [];
  const { path, attempt, entry, phase } = trouble;
  const suspend: Trouble = { kind: 'suspend', path, attempt, entry, phase };
  return trouble.scope === 'process' ? [suspend, { ...trouble, scope: 'connection' }] : [suspend];
}

function* quieterChoices(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const [key, option] of Object.entries(plan.choices)) {
    for (let smaller = 1; smaller < option; smaller++) yield { ...plan, choices: { ...plan.choices, [key]: smaller } };
  }
}

function* calmerWorld(plan: DrawnPlan): Generator<DrawnPlan> {
  for (const [index, trouble] of plan.world.entries()) {
    for (const calmer of calmerThan(trouble)) yield { ...plan, world: plan.world.with(index, calmer) };
  }
}

function* calmerThan(trouble: WorldTrouble): Generator<WorldTrouble> {
  for (const atMs of smallerNumbers(trouble.atMs)) yield { ...trouble, atMs };
  if (trouble.kind !== 'clock jump') return;
  for (const byMs of [1, -1, trouble.byMs / 2].map(Math.trunc)) {
    if (byMs !== 0 && Math.abs(byMs) < Math.abs(trouble.byMs)) yield { ...trouble, byMs };
  }
}

/** From 0 up to the number before, in ever smaller distances: going on from the first that will do is a binary search. */
function* smallerNumbers(value: number): Generator<number> {
  if (value > 0) yield 0;
  for (let less = Math.trunc(value / 2); less >= 1; less = Math.trunc(less / 2)) yield value - less;
}

/** Renames to operations a, b, c, clients 1, 2, 3 and seed 0. */
function* plainNames(plan: DrawnPlan): Generator<DrawnPlan> {
  const clients = [...new Set(plan.operations.map(({ client }) => client))];
  const operations = plan.operations.map((operation) =>
    operation.with({ client: `client ${clients.indexOf(operation.client) + 1}` }),
  );
  if (operations.some(({ client }, index) => client !== plan.operations[index]?.client)) yield { ...plan, operations };
  const names = new Map(plan.operations.map(({ id }, index) => [id, operationName(index)]));
  if ([...names].some(([old, name]) => old !== name)) yield renamed(plan, names);
  if (plan.seed !== 0) yield { ...plan, seed: 0 };
}

function renamed(plan: DrawnPlan, names: ReadonlyMap<string, string>): DrawnPlan {
  const operations = plan.operations.map((operation) =>
    operation.with({ id: names.get(operation.id) ?? operation.id }),
  );
  return withAddresses({ ...plan, operations }, names);
}

/** @returns the plan with renamed operations in the addresses of its holds and choices */
function withAddresses(plan: DrawnPlan, names: ReadonlyMap<string, string>): DrawnPlan {
  const key = (choice: string): string => {
    const { kind, address } = parseChoiceKey(choice);
    return choiceKey(kind, renamedIn(address, names));
  };
  return {
    ...plan,
    holds: plan.holds.map(({ before, until }) => ({
      before: renamedIn(before, names),
      until: renamedIn(until, names),
    })),
    choices: Object.fromEntries(Object.entries(plan.choices).map(([name, option]) => [key(name), option])),
  };
}

function replaced(plan: DrawnPlan, old: DrawnOperation, operation: DrawnOperation): DrawnPlan {
  return { ...plan, operations: plan.operations.map((other) => (other === old ? operation : other)) };
}
