/** Units of a span, largest first: the order in which a text names them. */
export const UNITS = [
  'year',
  'month',
  'week',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'microsecond',
  'nanosecond',
] as const;

export type Unit = (typeof UNITS)[number];

/** Why a text is no duration, in the words of the server's library for them (jiff). */
export class BadDuration extends Error {}

/** Nanoseconds of the units that have a fixed length. */
export const NANOSECONDS: Readonly<Record<Exclude<Unit, 'year' | 'month'>, bigint>> = {
  week: 604_800_000_000_000n,
  day: 86_400_000_000_000n,
  hour: 3_600_000_000_000n,
  minute: 60_000_000_000n,
  second: 1_000_000_000n,
  millisecond: 1_000_000n,
  microsecond: 1_000n,
  nanosecond: 1n,
};

export const MAX_I64: bigint = 2n ** 63n - 1n;

/** The highest value of a unit in a span. */
export const MAX_VALUES: Readonly<Record<Unit, bigint>> = {
  year: 19_998n,
  month: 239_976n,
  week: 1_043_497n,
  day: 7_304_484n,
  hour: 175_307_616n,
  minute: 10_518_456_960n,
  second: 631_107_417_600n,
  millisecond: 631_107_417_600_000n,
  microsecond: 631_107_417_600_000_000n,
  nanosecond: MAX_I64,
};

/** Whether values of this unit may have a fraction, and flow over into smaller units. */
export function isDivisible(unit: Unit): unit is 'hour' | 'minute' | 'second' | 'millisecond' | 'microsecond' {
  return UNITS.indexOf(unit) >= UNITS.indexOf('hour') && unit !== 'nanosecond';
}
