import { BadDuration, isDivisible, MAX_I64, MAX_VALUES, NANOSECONDS, UNITS, type Unit } from './unit.ts';

/** A duration by its units, as a text names them. */
export interface Span {
  readonly values: ReadonlyMap<Unit, bigint>;
  readonly isNegative: boolean;
}

/** Collects the units of a span in the order of the text. */
export class SpanBuilder {
  readonly #values = new Map<Unit, bigint>();
  #smallest: Unit | undefined;
  #fraction: bigint | undefined;
  isNegative = false;

  get smallest(): Unit | undefined {
    return this.#smallest;
  }

  /** @throws {BadDuration} when the unit is not smaller than the one before it */
  set(unit: Unit, value: bigint): void {
    const previous = this.#smallest;
    if (previous !== undefined && UNITS.indexOf(unit) <= UNITS.indexOf(previous)) {
      throw new BadDuration(
        `found value with unit ${unit} after unit ${previous}, but units must be written from largest to smallest ` +
          "(and they can't be repeated)",
      );
    }
    this.#smallest = unit;
    this.#values.set(unit, value);
  }

  /** @param nanos billionths of the last unit. @throws {BadDuration} when that unit has no fractions */
  setFraction(nanos: bigint): void {
    const unit = this.#smallest;
    if (unit === undefined || !isDivisible(unit)) {
      throw new BadDuration(`fractional ${String(unit)}s are not supported`);
    }
    this.#fraction = nanos;
  }

  /** @throws {BadDuration} when there is no unit, or a value is too high */
  build(): Span {
    const last = this.#smallest;
    if (last === undefined) throw new BadDuration('no parsed duration components');
    const values = new Map<Unit, bigint>();
    for (const [unit, value] of this.#values) {
      if (value > MAX_I64) {
        throw new BadDuration(`value for ${unit}s is too big (or small) to fit into a signed 64-bit integer`);
      }
      if (value === 0n) continue;
      if (value <= MAX_VALUES[unit]) values.set(unit, value);
      else flowOver(values, unit, value);
    }
    if (this.#fraction !== undefined && isDivisible(last)) {
      const total = (this.#values.get(last) ?? 0n) * NANOSECONDS[last] + (this.#fraction * NANOSECONDS[last]) / BILLION;
      spread(values, last, total);
    }
    return { values, isNegative: this.isNegative && values.size > 0 };
  }
}

const BILLION = 1_000_000_000n;

function flowOver(values: Map<Unit, bigint>, unit: Unit, value: bigint): void {
  try {
    if (!isDivisible(unit)) {
      const max = MAX_VALUES[unit];
      throw new BadDuration(`parameter '${unit}s' is not in the required range of -${max}..=${max}`);
    }
    if ((value * NANOSECONDS[unit]) / BILLION > MAX_I64)
      throw new BadDuration(`converting ${unit}s to seconds overflows a signed 64-bit integer`);
    spread(values, unit, value * NANOSECONDS[unit]);
  } catch (error) {
    if (!(error instanceof BadDuration)) throw error;
    throw new BadDuration(`failed to set value for ${unit} unit on span: ${error.message}`);
  }
}

/** Distributes nanoseconds over a unit and all smaller ones; what is too much for one goes to the next. */
function spread(values: Map<Unit, bigint>, from: Unit, nanoseconds: bigint): void {
  let left = nanoseconds;
  for (const unit of UNITS.slice(UNITS.indexOf(from))) {
    if (left === 0n) return;
    if (!isDivisible(unit)) break;
    const whole = left / NANOSECONDS[unit];
    const fits = whole > MAX_VALUES[unit] ? MAX_VALUES[unit] : whole;
    values.set(unit, fits);
    left -= fits * NANOSECONDS[unit];
  }
  if (left > MAX_I64) throw new BadDuration('failed to set nanosecond value from fractional component');
  if (left > 0n) values.set('nanosecond', left);
}

/** @returns the span as an ISO 8601 duration */
export function isoText({ values, isNegative }: Span): string {
  const of = (unit: Unit): bigint => values.get(unit) ?? 0n;
  const part = (unit: Unit, label: string): string => (of(unit) === 0n ? '' : `${of(unit)}${label}`);
  const date = part('year', 'Y') + part('month', 'M') + part('week', 'W') + part('day', 'D');
  const time = part('hour', 'H') + part('minute', 'M') + secondsText(of);
  const whole = date === '' && time === '' ? 'T0S' : date + (time === '' ? '' : `T${time}`);
  return `${isNegative ? '-' : ''}P${whole}`;
}

function secondsText(of: (unit: Unit) => bigint): string {
  const small = (['second', 'millisecond', 'microsecond', 'nanosecond'] as const).reduce(
    (sum, unit) => sum + of(unit) * NANOSECONDS[unit],
    0n,
  );
  if (small === 0n) return '';
  const fraction = (small % BILLION).toString().padStart(9, '0').replace(/0+$/, '');
  return `${small / BILLION}${fraction === '' ? '' : `.${fraction}`}S`;
}
