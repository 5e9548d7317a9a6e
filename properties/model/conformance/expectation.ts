import { canonical, type Json } from './json.ts';

/** What a case may observe. An engine must be able to show every listed outcome, and nothing else. */
export type Expectation =
  | { readonly kind: 'is'; readonly outcome: Json }
  | OneOf
  | { readonly kind: 'permutation'; readonly of: readonly Json[] };

export interface OneOf {
  readonly kind: 'one-of';
  readonly outcomes: readonly Json[];
  /** Allowed by the server's source, but never observed. */
  readonly sourceOnly?: readonly Json[];
  /** Observed on the server; the model shows them in no order of steps, but only with a fault. */
  readonly serverOnly?: readonly Json[];
}

export const is = (outcome: Json): Expectation => ({ kind: 'is', outcome });
export const oneOf = (...outcomes: readonly Json[]): OneOf => ({ kind: 'one-of', outcomes });
export const permutationOf = (...of: readonly Json[]): Expectation => ({ kind: 'permutation', of });

export function allows(expectation: Expectation, outcome: Json): boolean {
  if (expectation.kind === 'permutation') {
    return Array.isArray(outcome) && same(sorted(outcome), sorted(expectation.of));
  }
  return [...outcomesOf(expectation)].some((allowed) => same(allowed, outcome));
}

/** Every outcome that the expectation lists; for a permutation of n things that is n! of them. */
export function outcomesOf(expectation: Expectation): readonly Json[] {
  switch (expectation.kind) {
    case 'is':
      return [expectation.outcome];
    case 'one-of':
      return [...expectation.outcomes, ...(expectation.sourceOnly ?? []), ...(expectation.serverOnly ?? [])];
    case 'permutation':
      return permutations(expectation.of);
    default:
      return expectation satisfies never;
  }
}

export function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => {
    const rest = [...items.slice(0, index), ...items.slice(index + 1)];
    return permutations(rest).map((tail) => [item, ...tail]);
  });
}

/** The pairs `a,b` of a permutation that no observed order has shown as a before b; each must be seen in both orders. */
export function unseenPairs(of: readonly Json[], observed: readonly Json[]): readonly (readonly [Json, Json])[] {
  const orders = observed.map((order) => (Array.isArray(order) ? order.map(canonical) : []));
  return of.flatMap((first) =>
    of.flatMap((second): (readonly [Json, Json])[] => {
      const [one, other] = [canonical(first), canonical(second)];
      const seen = one === other || orders.some((order) => order.indexOf(one) < order.indexOf(other));
      return seen ? [] : [[first, second]];
    }),
  );
}

export function describe(expectation: Expectation): string {
  switch (expectation.kind) {
    case 'is':
      return canonical(expectation.outcome);
    case 'one-of':
      return `one of ${outcomesOf(expectation).map(canonical).join(' or ')}`;
    case 'permutation':
      return `a permutation of ${canonical(expectation.of)}`;
    default:
      return expectation satisfies never;
  }
}

function same(left: Json, right: Json): boolean {
  return canonical(left) === canonical(right);
}

function sorted(items: readonly Json[]): Json {
  return items.map(canonical).sort();
}
