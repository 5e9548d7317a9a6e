import type { UpgradeRoute } from '../../simulation/scenario/upgrade.ts';
import type { Phase } from '../../core/address.ts';
import type { Tried } from './explore-upgrade.ts';
import type { Standing } from './standing.ts';

/** Where a deploy by one route is safe for the invocations of one handler, and where it is not. */
export interface SafePoints {
  /** `Service/handler`. */
  readonly handler: string;
  readonly route: UpgradeRoute;
  /** How many different points were tried. */
  readonly points: number;
  readonly unsafe: number;
  /** The last point before which every one is safe; undefined where the first is unsafe. */
  readonly latestSafe: Standing | undefined;
  readonly earliestUnsafe: Standing | undefined;
  readonly latestUnsafe: Standing | undefined;
  /** Whether points behind the latest unsafe one are safe, and each between the earliest unsafe one and it is unsafe. */
  readonly isRange: boolean;
  /** Whether each point from the earliest unsafe one on is unsafe. */
  readonly isThreshold: boolean;
  /** Names of the faults, as in findings. */
  readonly faults: readonly string[];
  /** Every place that was tried, in the order of the journal; unsafe if any deploy there broke something. */
  readonly places: readonly Place[];
}

/** A place in the journal of a handler. */
export interface Place {
  readonly entry: number;
  readonly phase: Phase;
  readonly isSafe: boolean;
}

/** @returns for each handler and route where a deploy is safe, in the order in which they were tried */
export function safePointsOf(tried: readonly Tried[]): readonly SafePoints[] {
  const groups = new Map<string, Tried[]>();
  for (const each of tried) {
    const name = `${each.standing.handler} ${each.route}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [each]);
    else group.push(each);
  }
  return [...groups.values()].flatMap((group) => safePointsIn(group) ?? []);
}

function safePointsIn(group: readonly Tried[]): SafePoints | undefined {
  const ordered = group.toSorted((a, b) => placeOf(a.standing) - placeOf(b.standing));
  const [first] = ordered;
  if (first === undefined) return undefined;
  const unsafe = ordered.filter(({ faults }) => faults.length > 0);
  const safe = ordered.filter(({ faults }) => faults.length === 0);
  const edge = unsafe[0] === undefined ? Infinity : placeOf(unsafe[0].standing);
  const last = unsafe.at(-1);
  const end = last === undefined ? Infinity : placeOf(last.standing);
  return {
    handler: first.standing.handler,
    route: first.route,
    points: ordered.length,
    unsafe: unsafe.length,
    latestSafe: safe.findLast(({ standing }) => placeOf(standing) < edge)?.standing,
    earliestUnsafe: unsafe[0]?.standing,
    latestUnsafe: last?.standing,
    isRange:
      safe.some(({ standing }) => placeOf(standing) > end) &&
      safe.every(({ standing }) => placeOf(standing) < edge || placeOf(standing) > end),
    isThreshold: safe.every(({ standing }) => placeOf(standing) < edge),
    faults: [...new Set(unsafe.flatMap(({ faults }) => faults))],
    places: placesIn(ordered),
  };
}

function placesIn(ordered: readonly Tried[]): readonly Place[] {
  const places = new Map<number, Place>();
  for (const { standing, faults } of ordered) {
    const { entry, phase } = standing.point;
    const known = places.get(placeOf(standing));
    places.set(placeOf(standing), { entry, phase, isSafe: faults.length === 0 && known?.isSafe !== false });
  }
  return [...places.values()];
}

/** Before an entry is stored, then while its closure has run, then behind it. */
function placeOf({ point: { entry, phase } }: Standing): number {
  return 3 * entry + (phase === 'before' ? 0 : phase === 'inside' ? 1 : 2);
}
