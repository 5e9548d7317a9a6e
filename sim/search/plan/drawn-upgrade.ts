import * as fc from 'fast-check';
import { itemAt } from '../../core/item-at.ts';
import { operationName } from '../../simulation/client/operation-name.ts';
import type { DeployHow, Point, WorldTrouble } from '../../simulation/faults/plan.ts';
import { waysToRollBack, type Upgrade } from '../../simulation/scenario/upgrade.ts';
import { DrawnOperation, type DrawnPlan } from './drawn-operation.ts';
import { momentOf, type SeenTimes } from './seen-times.ts';

/** Requests after the upgrade to what only the new version has, at most. */
const MAX_AFTER = 3;

/** The client that makes them. */
const NEW_CLIENT = 'client of the new version';

/**
 * Adds an upgrade to a drawn plan: the deploy at a journal point of one of its operations, or at a time; a roll-back later, where
 * the route has one; and requests of clients of the new version.
 */
export function withUpgrade(
  plan: DrawnPlan,
  upgrade: Upgrade,
  seen: SeenTimes | undefined,
  mrng: fc.Random,
): DrawnPlan {
  const route = itemAt(upgrade.routes, mrng.nextInt(0, upgrade.routes.length - 1));
  const how: DeployHow = route === 'rollback' ? wayToRollBack(upgrade, mrng) : route;
  const deployed = placed(plan, { kind: 'deploy', how }, seen, mrng);
  const after = requestsAfter(plan, upgrade, mrng);
  const asked = after.length === 0 ? deployed : { ...deployed, operations: [...deployed.operations, ...after] };
  return route === 'rollback' ? placed(asked, { kind: 'roll back' }, seen, mrng) : asked;
}

function wayToRollBack({ routes }: Upgrade, mrng: fc.Random): DeployHow {
  const ways = waysToRollBack(routes);
  return itemAt(ways, mrng.nextInt(0, ways.length - 1));
}

type Move = { readonly kind: 'deploy'; readonly how: DeployHow } | { readonly kind: 'roll back' };

/** Mostly at a point of a journal, where invocations stand; sometimes between everything, at a time. */
function placed(plan: DrawnPlan, move: Move, seen: SeenTimes | undefined, mrng: fc.Random): DrawnPlan {
  if (plan.operations.length === 0 || mrng.nextInt(1, 4) === 1) {
    const trouble: WorldTrouble = { ...move, atMs: momentOf(seen).generate(mrng, undefined).value };
    return { ...plan, world: [...plan.world, trouble] };
  }
  const place = mrng.nextInt(0, plan.operations.length - 1);
  const trouble = { ...move, ...POINT.generate(mrng, undefined).value };
  const operations = plan.operations.map((operation, index) =>
    index === place ? operation.with({ troubles: [...operation.troubles, trouble] }) : operation,
  );
  return { ...plan, operations };
}

/** Mostly the invocation of the request itself, sometimes one that its entries have called or sent. */
const POINT: fc.Arbitrary<Point> = fc.record({
  path: fc.oneof(
    { weight: 6, arbitrary: fc.constant('') },
    { weight: 2, arbitrary: fc.integer({ min: 1, max: 6 }).map((entry) => `/${entry}`) },
  ),
  attempt: fc.constantFrom(1, 1, 1, 1, 2),
  // Most handlers are short.
  entry: fc.oneof({ weight: 6, arbitrary: fc.constantFrom(1, 1, 2, 2, 3, 3, 4, 5) }, fc.integer({ min: 6, max: 20 })),
  phase: fc.constantFrom('before' as const, 'after' as const, 'after' as const),
});

function requestsAfter(plan: DrawnPlan, { operations }: Upgrade, mrng: fc.Random): DrawnOperation[] {
  if (operations.length === 0) return [];
  return Array.from({ length: mrng.nextInt(0, MAX_AFTER) }, (_, index) => {
    const arbitrary = itemAt(operations, mrng.nextInt(0, operations.length - 1));
    const { value, context } = arbitrary.generate(mrng, undefined);
    const id = operationName(plan.operations.length + index);
    return DrawnOperation.of(
      { id, client: NEW_CLIENT, troubles: [], afterUpgrade: true },
      { arbitrary, value, context },
    );
  });
}
