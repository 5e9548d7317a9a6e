import { valueInShort } from './value-in-short.ts';
import { UsageError } from './errors.ts';

const UNITS: ReadonlyMap<string, number> = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Reads a duration: a number of ms, or a string such as '250ms', '10s', '5m', '2h', '30d', also joined ('1h30m').
 * @returns ms
 * @throws {UsageError} for anything else, and for negative durations
 */
export function parseDuration(duration: number | string): number {
  const ms = typeof duration === 'number' ? duration : durationIn(duration);
  if (ms !== undefined && ms >= 0 && Number.isFinite(ms)) return ms;
  throw new UsageError(
    'INVALID_DURATION',
    `A duration is a number of ms or a string such as '10s' or '1h30m', not ${valueInShort(duration)}.`,
  );
}

/** @returns the ms that a string such as '10s' or '1h30m' stands for; undefined when it is not a duration */
export function durationIn(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ms|s|m|h|d))+$/.test(text)) return undefined;
  let total = 0;
  for (const [, amount, unit = ''] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)) {
    total += Number(amount) * (UNITS.get(unit) ?? Number.NaN);
  }
  return total;
}
