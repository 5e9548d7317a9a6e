import { distance } from 'fastest-levenshtein';
import type { BoundHandler, BoundService } from '../attempt/definition.ts';
import { inputSchemaOf, outputSchemaOf } from '../simulation/scenario/declared-schema.ts';
import { isAlike } from './schema/schema-parts.ts';

/** What two lists have in common, by name, and what is only in one of them. */
export interface Pairs<T> {
  readonly kept: readonly (readonly [T, T])[];
  /** One that was removed, and one that was added and is like it: a guess. */
  readonly renamed: readonly (readonly [T, T])[];
  readonly removed: readonly T[];
  readonly added: readonly T[];
}

export function servicePairs(
  old: ReadonlyMap<string, BoundService>,
  next: ReadonlyMap<string, BoundService>,
): Pairs<BoundService> {
  return paired(old, next, serviceLikeness);
}

export function handlerPairs(old: BoundService, next: BoundService): Pairs<BoundHandler> {
  return paired(old.handlers, next.handlers, handlerLikeness);
}

/** @param likeness how much speaks for a rename; 0 for none */
function paired<T>(
  old: ReadonlyMap<string, T>,
  next: ReadonlyMap<string, T>,
  likeness: (from: T, to: T) => number,
): Pairs<T> {
  const kept = [...old].flatMap(([name, from]) => {
    const to = next.get(name);
    return to === undefined ? [] : [[from, to] as const];
  });
  const gone = [...old].flatMap(([name, each]) => (next.has(name) ? [] : [each]));
  const fresh = [...next].flatMap(([name, each]) => (old.has(name) ? [] : [each]));
  const candidates = gone
    .flatMap((from) => fresh.map((to) => ({ from, to, score: likeness(from, to) })))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
  const renamed: (readonly [T, T])[] = [];
  for (const { from, to } of candidates)
    if (!renamed.some(([one, other]) => one === from || other === to)) renamed.push([from, to]);
  return {
    kept,
    renamed: renamed.toSorted(([a], [b]) => gone.indexOf(a) - gone.indexOf(b)),
    removed: gone.filter((each) => !renamed.some(([from]) => from === each)),
    added: fresh.filter((each) => !renamed.some(([, to]) => to === each)),
  };
}

function handlerLikeness(from: BoundHandler, to: BoundHandler): number {
  if (from.kind !== to.kind) return 0;
  return nameLikeness(from.name, to.name) + schemaLikeness(from, to);
}

/** A service that has the same kind, and mostly the same handlers, is like the other. */
function serviceLikeness(from: BoundService, to: BoundService): number {
  if (from.kind !== to.kind) return 0;
  const names = new Set([...from.handlers.keys(), ...to.handlers.keys()]);
  const common = [...names].filter((name) => from.handlers.has(name) && to.handlers.has(name)).length;
  // Many workflows have a handler `run` and no other, which says little.
  const handlers = names.size === 0 || (from.kind === 'workflow' && names.size === 1) ? 0 : common / names.size;
  return nameLikeness(from.name, to.name) + (handlers > 1 / 2 ? handlers : 0);
}

/** Schemas speak for a rename where both handlers have the same ones. */
function schemaLikeness(from: BoundHandler, to: BoundHandler): number {
  const inputs = [from, to].map((each) => inputSchemaOf(each.inputSerde).jsonSchema);
  const outputs = [from, to].map((each) => outputSchemaOf(each.outputSerde).jsonSchema);
  const likeness = ([a, b]: readonly unknown[]): number => {
    if (a === undefined && b === undefined) return 0;
    return isAlike(a, b) ? 1 : -1;
  };
  return Math.max(0, likeness(inputs) + likeness(outputs));
}

/** Names are alike when they share a word, as `charge` and `chargeCard`, or differ in few characters. */
function nameLikeness(from: string, to: string): number {
  const [a, b] = [wordsOf(from), wordsOf(to)];
  const common = a.filter((word) => word.length >= MIN_LENGTH && b.includes(word)).length;
  if (common > 0) return (2 * common) / (a.length + b.length);
  const longer = Math.max(from.length, to.length);
  const share = 1 - distance(from.toLowerCase(), to.toLowerCase()) / longer;
  return share >= 2 / 3 ? share : 0;
}

/** A shorter word is in many names. */
const MIN_LENGTH = 3;

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.toLowerCase())
    .filter((word) => word !== '');
}
