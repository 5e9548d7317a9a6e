import type { LimitKeyword, Obstacle } from './obstacle.ts';
import * as parts from './schema-parts.ts';
import { numberAt, type SchemaObject } from './schema-parts.ts';

/** @returns obstacles for numbers: bounds that are tighter, fractions that are gone */
export function numberObstacles(old: SchemaObject, next: SchemaObject): readonly Obstacle[] {
  const found: Obstacle[] = [];
  const isWhole = old['type'] === 'integer';
  if (!isWhole && next['type'] === 'integer') found.push(obstacle({ kind: 'type', type: 'a fraction' }, old));
  const [low, nextLow] = [lowest(old), lowest(next)];
  if (nextLow !== undefined && (low === undefined || isTighter(nextLow, low))) {
    const below = isWhole ? { maximum: Math.ceil(nextLow.at) - 1 } : { maximum: nextLow.at };
    const witnesses = {
      ...parts.without(old, 'exclusiveMaximum'),
      ...below,
      minimum: Math.max(low?.at ?? -Infinity, nextLow.at - RANGE),
    };
    found.push(limit('minimum', low?.at, nextLow.at, witnesses));
  }
  const [high, nextHigh] = [highest(old), highest(next)];
  if (nextHigh !== undefined && (high === undefined || isTighter(negated(nextHigh), negated(high)))) {
    const above = isWhole ? { minimum: Math.floor(nextHigh.at) + 1 } : { minimum: nextHigh.at };
    const witnesses = {
      ...parts.without(old, 'exclusiveMinimum'),
      ...above,
      maximum: Math.min(high?.at ?? Infinity, nextHigh.at + RANGE),
    };
    found.push(limit('maximum', high?.at, nextHigh.at, witnesses));
  }
  const [step, nextStep] = [numberAt(old, 'multipleOf'), numberAt(next, 'multipleOf')];
  const isMultiple = step !== undefined && nextStep !== undefined && step % nextStep === 0;
  if (nextStep !== undefined && !isMultiple) found.push(obstacle({ kind: 'keyword', keyword: 'multipleOf' }, old));
  return found;
}

/** How far from a bound values are looked for. */
const RANGE = 10;

interface Bound {
  readonly at: number;
  /** Whether the bound itself does not fit. */
  readonly isOpen: boolean;
}

function lowest(schema: SchemaObject): Bound | undefined {
  return tightest(schema, 'minimum', 'exclusiveMinimum', (a, b) => isTighter(a, b));
}

function highest(schema: SchemaObject): Bound | undefined {
  return tightest(schema, 'maximum', 'exclusiveMaximum', (a, b) => isTighter(negated(a), negated(b)));
}

function tightest(
  schema: SchemaObject,
  closed: string,
  open: string,
  isBetter: (a: Bound, b: Bound) => boolean,
): Bound | undefined {
  const [at, above] = [boundAt(schema, closed), boundAt(schema, open)];
  if (above === undefined) return at === undefined ? undefined : { at, isOpen: false };
  const bound = { at: above, isOpen: true };
  return at !== undefined && isBetter({ at, isOpen: false }, bound) ? { at, isOpen: false } : bound;
}

/** A bound that no integer of JavaScript passes is none: libraries write it for each integer. */
function boundAt(schema: SchemaObject, keyword: string): number | undefined {
  const at = numberAt(schema, keyword);
  return at === undefined || Math.abs(at) >= Number.MAX_SAFE_INTEGER ? undefined : at;
}

/** Whether fewer numbers are above the first bound. */
function isTighter(a: Bound, b: Bound): boolean {
  return a.at > b.at || (a.at === b.at && a.isOpen && !b.isOpen);
}

function negated({ at, isOpen }: Bound): Bound {
  return { at: -at, isOpen };
}

/** @returns obstacles for limits of lengths and numbers of items */
export function countObstacles(
  old: SchemaObject,
  next: SchemaObject,
  least: 'minLength' | 'minItems',
  most: 'maxLength' | 'maxItems',
): readonly Obstacle[] {
  const found: Obstacle[] = [];
  const [low, nextLow] = [numberAt(old, least), numberAt(next, least)];
  if (nextLow !== undefined && nextLow > (low ?? 0))
    found.push(limit(least, low, nextLow, { ...old, [most]: Math.min(nextLow - 1, numberAt(old, most) ?? Infinity) }));
  const [high, nextHigh] = [numberAt(old, most), numberAt(next, most)];
  if (nextHigh !== undefined && nextHigh < (high ?? Infinity))
    found.push(limit(most, high, nextHigh, { ...old, [least]: Math.max(nextHigh + 1, low ?? 0) }));
  return found;
}

function limit(keyword: LimitKeyword, from: number | undefined, to: number, witnesses: SchemaObject): Obstacle {
  return { kind: 'limit', limit: keyword, from, to, path: [], witnesses };
}

function obstacle(
  reason: { kind: 'type'; type: string } | { kind: 'keyword'; keyword: string },
  old: SchemaObject,
): Obstacle {
  return { ...reason, path: [], witnesses: old };
}
