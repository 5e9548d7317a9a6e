import { limitKeyParts, valueProblem } from '../scopes.ts';

/** A rule that holds for a counter: of a scope, or of a level of limit keys in it. */
export interface Limit {
  /** What is counted: `tenant`, `tenant/user`, `tenant/user/job`. */
  readonly counter: string;
  /** The rule, as it was written: `tenant/*`. */
  readonly pattern: string;
  readonly concurrency: number;
}

const MAX_LEVELS = 3;
const ANY = '*';

/**
 * The rules of concurrency limits. At each level of a scope and its limit keys, the most specific rule of that depth holds: an
 * exact scope comes before an exact first part, and that before an exact second one.
 * Rule: docs/internals/server-versions.md#limits
 */
export class RuleBook {
  readonly #rules = new Map<string, number>();

  /** @param concurrency undefined: removes the rule */
  set(pattern: string, concurrency: number | undefined): void {
    if (concurrency === undefined) this.#rules.delete(pattern);
    else this.#rules.set(pattern, concurrency);
  }

  /** The limits that hold in a scope, the outermost first. */
  limitsOf(scope: string, limitKey: string | undefined): readonly Limit[] {
    if (this.#rules.size === 0) return [];
    const counters = countersOf(scope, limitKey);
    return counters.flatMap((counter) => {
      const pattern = patternsOf(counter.split('/')).find((candidate) => this.#rules.has(candidate));
      const concurrency = pattern === undefined ? undefined : this.#rules.get(pattern);
      return pattern === undefined || concurrency === undefined ? [] : [{ counter, pattern, concurrency }];
    });
  }
}

/** @returns what an invocation is counted in, the outermost first */
export function countersOf(scope: string, limitKey: string | undefined): readonly string[] {
  const parts = limitKey === undefined ? [] : limitKeyParts(limitKey);
  return [scope, ...parts.map((_, index) => [scope, ...parts.slice(0, index + 1)].join('/'))];
}

/** The patterns of the same depth, the most specific first. */
function patternsOf([first, ...rest]: readonly string[]): readonly string[] {
  if (first === undefined) return [''];
  const inner = rest.length === 0 ? [''] : patternsOf(rest).map((pattern) => `/${pattern}`);
  return [first, ANY].flatMap((part) => inner.map((pattern) => `${part}${pattern}`));
}

/** @returns what is wrong with the pattern of a rule, in the server's words */
export function patternProblem(pattern: string): string | undefined {
  if (pattern === '') return 'pattern cannot be empty';
  const parts = pattern.split('/');
  if (parts.length > MAX_LEVELS) return `too many path components (max ${MAX_LEVELS})`;
  const problem = parts.map((part) => (part === ANY ? undefined : valueProblem(part))).find((one) => one !== undefined);
  return problem === undefined ? undefined : `invalid component: ${problem}`;
}
