import type { Bench } from './bench.ts';
import type { Expectation } from './expectation.ts';
import type { Json } from './json.ts';
import type { Rule } from './rules.ts';
import type { Differing } from './versions.ts';
import type { ServerVersion } from '../../../sim/core/server-version.ts';

/** One fact about Restate, written once and observed on every engine. */
export interface Case {
  /** 1 to 86 are the rows of the conformance table; ours begin at 87. */
  readonly number: number;
  readonly name: string;
  /** The rule that it is about: a section of a page in docs/internals/. */
  readonly rule: Rule;
  /** Plays the client and returns what it has observed. */
  readonly script: (bench: Bench) => Promise<Json>;
  readonly expect: Expectation;
  /** What other versions of the server than 1.7 show instead of `expect`. */
  readonly on?: Partial<Readonly<Record<ServerVersion, Differing>>>;
  readonly needs: Needs;
  /** Cases that have the same one here can be played at once, which takes less time where that is real. */
  readonly together?: Together;
  /** A smaller form whose outcomes can all be enumerated: the engine must show each of them. */
  readonly exploration?: { readonly script: (bench: Bench) => Promise<Json>; readonly expect: Expectation };
}

export interface Together {
  /** @returns the outcomes in the order of the numbers, or why a case has none */
  readonly play: (bench: Bench, numbers: readonly number[]) => Promise<readonly PromiseSettledResult<Json>[]>;
}

export interface Needs {
  readonly mode: Mode;
  /** Kills a process or the server, so that no other case may run at the same time. */
  readonly alone: boolean;
  /** Stays true if every attempt is suspended whenever it waits. */
  readonly alwaysSuspend: boolean;
  /** Stays true if service protocol v7 is spoken instead of v6, which a server does by default. */
  readonly anyProtocol: boolean;
  /** The versions of the server that it is about; absent: all. */
  readonly versions?: readonly ServerVersion[];
}

/**
 * How the server is configured: `default`, eager state limited to 8 bytes, a cleaner that sweeps each second, service
 * protocol v7, or random seeds that a restart keeps.
 */
export type Mode = 'default' | 'partial-state' | 'quick-cleaner' | 'protocol-v7' | 'unique-seeds';

/** A case with one outcome, or with a few listed ones. */
export function fact(
  number: number,
  name: string,
  rule: Rule,
  expect: Expectation,
  script: Case['script'],
  needs: Partial<Needs> = {},
): Case {
  return { number, name, rule, script, expect, needs: { ...usual, ...needs } };
}

/** A case whose outcome is an arbitrary order of `size` things; explored with four of them. */
export function anyOrder(
  number: number,
  name: string,
  rule: Rule,
  size: number,
  script: (bench: Bench, size: number) => Promise<Json>,
): Case {
  const order = (n: number): Expectation => ({ kind: 'permutation', of: Array.from({ length: n }, (_, item) => item) });
  return {
    number,
    name,
    rule,
    script: (bench) => script(bench, size),
    expect: order(size),
    needs: usual,
    exploration: { script: (bench) => script(bench, 4), expect: order(4) },
  };
}

const usual: Needs = { mode: 'default', alone: false, alwaysSuspend: true, anyProtocol: true };
