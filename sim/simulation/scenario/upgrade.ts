import type * as fc from 'fast-check';
import { UsageError } from '../../core/errors.ts';
import type { EffectCalls, Effect } from './effect.ts';
import type { OperationSpec } from './operation-spec.ts';
import type { AnyDefinition, OperationBuilder } from './scenario.ts';

/**
 * How a new version arrives, and what follows: `new` registers it next to the old one, `in-place` replaces the process at the same
 * address, `resume` registers it and resumes on it everything that is in flight, and `rollback` registers it, and later the old
 * version again.
 */
export type UpgradeRoute = (typeof UPGRADE_ROUTES)[number];

export const UPGRADE_ROUTES = ['new', 'in-place', 'resume', 'rollback'] as const;

/** The new version of the services of a scenario, as it is declared. */
export interface UpgradeOptions<Effects extends Readonly<Record<string, Effect<never, unknown>>>> {
  /** The definitions of the new version, or a function that makes them from the effects. */
  readonly to: readonly AnyDefinition[] | ((effects: EffectCalls<Effects>) => readonly AnyDefinition[]);
  /** How the new version arrives; a run draws one of several. Default: `new` and `in-place`. */
  readonly how?: UpgradeRoute | readonly UpgradeRoute[];
  /** Requests that clients make only after the upgrade, such as those to handlers that only the new version has. */
  readonly operations?: (build: OperationBuilder) => readonly fc.Arbitrary<OperationSpec>[];
}

/** The new version of the services of a scenario. */
export interface Upgrade {
  /** Makes the definitions of the new version. */
  readonly to: (effects: Readonly<Record<string, (input: never) => Promise<unknown>>>) => readonly unknown[];
  readonly routes: readonly UpgradeRoute[];
  /** Requests that clients make only after the upgrade. */
  readonly operations: readonly fc.Arbitrary<OperationSpec>[];
}

/** @returns how a version arrives that is rolled back: in the ways that are among the routes; in both where none is */
export function waysToRollBack(routes: readonly UpgradeRoute[]): readonly ('new' | 'in-place')[] {
  const ways = (['new', 'in-place'] as const).filter((way) => routes.includes(way));
  return ways.length === 0 ? ['new', 'in-place'] : ways;
}

/** @throws {UsageError} for a way that there is not, and for none */
export function checkedRoutes(given: unknown, where: string): readonly UpgradeRoute[] {
  const named: readonly unknown[] = Array.isArray(given) ? given : [given];
  const wrong = named.find((name) => !UPGRADE_ROUTES.some((route) => route === name));
  if (named.length > 0 && wrong === undefined) return UPGRADE_ROUTES.filter((route) => named.includes(route));
  const found = named.length === 0 ? 'none' : `"${String(wrong)}"`;
  throw new UsageError('UNKNOWN_ROUTE', `${where} takes ${UPGRADE_ROUTES.join(', ')}, not ${found}.`);
}
