import type { Wall } from './refused-calls.ts';
import { UsageError } from './errors.ts';
import { valueInShort } from './value-in-short.ts';

/**
 * What simulated code may be allowed to use for real: `network` (requests, sockets, DNS), `processes` (child processes, signals
 * to others), `threads` (worker threads), `native` (modules that are not JavaScript, loaded by a handler) and `files` (files that
 * are read or written, databases in a file).
 */
export type Allowance = Exclude<Wall, 'process'> | 'files';

const NAMES: Readonly<Record<Allowance, string>> = {
  network: 'the real network',
  processes: 'real processes',
  threads: 'real threads',
  native: 'native modules',
  files: 'real files',
};

/** Every kind, in the order of the documentation. */
export const ALLOWANCES: readonly Allowance[] = Object.keys(NAMES) as Allowance[];

/** @returns what is allowed, in words, such as `the real network` */
export function allowanceInWords(kind: Allowance): string {
  return NAMES[kind];
}

/**
 * Checks what is allowed, which is written by hand.
 * @param whose what says it, such as `--allow`
 * @returns each kind once, in the order of the documentation
 * @throws {UsageError} when it is no list of kinds
 */
export function checkedAllowances(given: unknown, whose: string): readonly Allowance[] {
  const kinds = ALLOWANCES.join(', ');
  if (!Array.isArray(given))
    throw new UsageError('UNKNOWN_ALLOWANCE', `${whose} takes a list of ${kinds}, not ${valueInShort(given)}.`);
  const unknown = given.find((kind) => !(ALLOWANCES as readonly unknown[]).includes(kind));
  if (unknown !== undefined)
    throw new UsageError('UNKNOWN_ALLOWANCE', `${whose} cannot allow ${valueInShort(unknown)}; it takes: ${kinds}.`);
  return ALLOWANCES.filter((kind) => given.includes(kind));
}

/** @returns the kinds of both lists, in the order of the documentation */
export function bothAllowances(one: readonly Allowance[] = [], other: readonly Allowance[] = []): readonly Allowance[] {
  return ALLOWANCES.filter((kind) => one.includes(kind) || other.includes(kind));
}
