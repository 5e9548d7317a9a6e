import { inspect } from 'node:util';
import { UsageError } from '../core/errors.ts';
import { locationIn } from '../core/frames.ts';
import type { Breach } from './invariant.ts';

/** The result of a condition: `true` where it holds, otherwise what is wrong, in words. `false` says nothing of that. */
export type Holds = true | string;

const CONDITION = '`true` where the condition holds, and otherwise a string that says what is wrong';
const WATCHER = '`undefined` while nothing is wrong, and otherwise a breach, such as { message, events: [seq] }';

/**
 * @param said what the condition of an invariant returned
 * @returns what is wrong, in words; undefined where the condition holds
 * @throws {UsageError} when it is neither `true` nor a string: a promise, or the `undefined` of a forgotten `return`
 */
export function wrongIn(invariant: string, said: unknown): string | undefined {
  if (said === true) return undefined;
  if (typeof said === 'string') return said;
  throw invalid(invariant, said, CONDITION);
}

/**
 * @param said what a watcher returned
 * @returns its evidence; undefined where nothing is wrong
 * @throws {UsageError} when it is neither `undefined` nor a breach
 */
export function evidenceIn(invariant: string, said: unknown): Breach | undefined {
  if (said === undefined) return undefined;
  const { message, events } = Object(said) as Partial<Breach>;
  if (typeof message === 'string' && Array.isArray(events)) return said as Breach;
  throw invalid(invariant, said, WATCHER);
}

/** @returns evidence that a watcher threw: an assertion of it fails, or it meets something that it does not expect */
export function evidenceOfThrow(error: unknown): Breach {
  const at = locationIn(error instanceof Error ? (error.stack ?? '') : '');
  const text = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error, { depth: 2 });
  const message =
    `The invariant throws ${text.trim()} (${at}). Either the run is wrong, or the invariant does not expect what it shows; ` +
    'an invariant reports what is wrong by returning it.';
  return { message, events: [], kind: 'throws' };
}

function invalid(invariant: string, said: unknown, expected: string): UsageError {
  const isPromise = said instanceof Promise;
  // The error below says it; what the promise rejects with would end the process.
  if (isPromise) said.catch(() => undefined);
  const returned = isPromise ? 'a promise' : inspect(said, { depth: 1, breakLength: Infinity });
  const remedy = isPromise
    ? ' An invariant is judged at once: leave out `async`.'
    : said === undefined
      ? ' Is a `return` missing?'
      : '';
  return new UsageError(
    'INVALID_VERDICT',
    `The invariant "${invariant}" returned ${returned}; it has to return ${expected}.${remedy}`,
  );
}
