import { valueFor } from './value-for.ts';
/**
 * Prints a duration in the largest units that hold it, exactly: `250 ms`, `1.5 s`, `30 d 1 min`, `1 h 3 min 3.5 s`.
 * @param ms rounded to a thousandth of a millisecond
 * @param units how many units to print at most, the largest first; smaller ones are cut off. Default: all
 */
export function durationText(ms: number, units: number = Infinity): string {
  if (!Number.isFinite(ms)) return `${ms} ms`;
  if (ms < 0) return `−${durationText(-ms, units)}`;
  const rounded = round(ms);
  if (rounded < SECOND) return `${rounded} ms`;
  const parts: string[] = [];
  let rest = rounded;
  for (const [unit, size] of UNITS) {
    if (rest < size) continue;
    parts.push(`${Math.floor(rest / size)} ${unit}`);
    rest = round(rest % size);
  }
  if (rest >= SECOND) parts.push(`${round(rest) / SECOND} s`);
  else if (rest > 0) parts.push(`${rest} ms`);
  return parts.slice(0, units).join(' ');
}

const SECOND = 1_000;
const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

function round(number: number): number {
  return Math.round(number * 1_000) / 1_000;
}

/** Matches what {@link durationText} prints. */
export const DURATION: RegExp = /\b\d+(?:\.\d+)? (?:d|h|min|s|ms)\b(?: \d+(?:\.\d+)? (?:h|min|s|ms)\b)*/g;

/** @returns the ms of a duration that {@link durationText} has printed */
export function millisIn(text: string): number {
  const sizes = new Map<string, number>([...UNITS, ['s', SECOND], ['ms', 1]]);
  const parts = Array.from(text.matchAll(/(\d+(?:\.\d+)?) (\w+)/g), ([, amount, unit = '']) => [amount, unit] as const);
  return round(parts.reduce((total, [amount, unit]) => total + Number(amount) * valueFor(sizes, unit), 0));
}
