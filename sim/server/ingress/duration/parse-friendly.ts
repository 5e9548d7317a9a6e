import type { Cursor } from './cursor.ts';
import type { SpanBuilder } from './span.ts';
import { BadDuration, UNITS, type Unit } from './unit.ts';

/**
 * Reads `1h 30m`, `1 hour, 5 minutes ago`, `1d 02:30:00` and the like.
 * @throws {BadDuration} when it is malformed; what comes after it is left
 */
export function parseFriendly(cursor: Cursor, builder: SpanBuilder): void {
  const sign = cursor.skip(/[+-]/);
  const first = cursor.integer();
  if (first === undefined) {
    throw new BadDuration(
      'expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found',
    );
  }
  parseUnits(cursor, builder, first);
  const isPast = cursor.skip(SPACE) !== undefined && (cursor.skip(SPACES), cursor.skip(/ago/)) !== undefined;
  if (isPast && sign !== undefined) {
    throw new BadDuration('expected to find either a prefix sign (+/-) or a suffix sign (`ago`), but found both');
  }
  builder.isNegative = isPast || sign === '-';
}

const SPACE = /[ \t\n\r\f]/;
const SPACES = /[ \t\n\r\f]*/;

function parseUnits(cursor: Cursor, builder: SpanBuilder, first: bigint): void {
  let hasComma = false;
  for (let value: bigint | undefined = first; value !== undefined;) {
    hasComma = false;
    if (cursor.skip(/:/) !== undefined) {
      parseClock(cursor, builder, value);
      return;
    }
    const fraction = cursor.fraction();
    cursor.skip(SPACES);
    const unit = unitOf(cursor.skip(LABELS));
    if (cursor.skip(/,/) !== undefined) {
      hasComma = true;
      if (cursor.skip(SPACE) === undefined) throw afterComma(cursor);
    }
    builder.set(unit, value);
    if (fraction !== undefined) {
      builder.setFraction(fraction);
      break;
    }
    value = nextValue(cursor);
  }
  if (hasComma) {
    throw new BadDuration('found comma at the end of duration, but a comma indicates at least one more unit follows');
  }
}

/** Blanks before it are skipped only if it is there. */
function nextValue(cursor: Cursor): bigint | undefined {
  return cursor.skip(/[ \t\n\r\f]*(?=[0-9])/) === undefined ? undefined : cursor.integer();
}

function afterComma(cursor: Cursor): BadDuration {
  const byte = cursor.shownByte();
  return new BadDuration(
    `expected whitespace after comma, but found ${byte === undefined ? 'end of input' : `\`${byte}\``}`,
  );
}

/** `HH:MM:SS`, after the first colon. */
function parseClock(cursor: Cursor, builder: SpanBuilder, hours: bigint): void {
  const bad = (expected: string): BadDuration =>
    new BadDuration(`when parsing the \`HH:MM:SS\` format, expected to parse ${expected}`);
  const minutes = cursor.integer();
  if (minutes === undefined) throw bad('minute following hour');
  if (cursor.skip(/:/) === undefined) throw bad('`:` following minute');
  const seconds = cursor.integer();
  if (seconds === undefined) throw bad('second following minute');
  const fraction = cursor.fraction();
  const { smallest } = builder;
  if (smallest !== undefined && UNITS.indexOf(smallest) >= UNITS.indexOf('hour')) {
    throw new BadDuration(
      `found \`HH:MM:SS\` after unit ${smallest}, but \`HH:MM:SS\` can only appear after years, months, weeks or days`,
    );
  }
  builder.set('hour', hours);
  builder.set('minute', minutes);
  builder.set('second', seconds);
  if (fraction !== undefined) builder.setFraction(fraction);
}

/** The longest that fits is taken, whatever comes after it. */
const LABELS =
  /years?|yrs?|y|months?|mos?|weeks?|wks?|w|days?|d|hours?|hrs?|h|milliseconds?|millis?|msecs?|ms|minutes?|mins?|microseconds?|micros?|[uµ]secs?|[uµ]s|m|nanoseconds?|nanos?|nsecs?|ns|seconds?|secs?|s/;

const BEGINNINGS: readonly (readonly [RegExp, Unit])[] = [
  [/^y/, 'year'],
  [/^mo/, 'month'],
  [/^w/, 'week'],
  [/^d/, 'day'],
  [/^h/, 'hour'],
  [/^(milli|ms)/, 'millisecond'],
  [/^(micro|[uµ])/, 'microsecond'],
  [/^m/, 'minute'],
  [/^n/, 'nanosecond'],
  [/^s/, 'second'],
];

function unitOf(label: string | undefined): Unit {
  const unit = BEGINNINGS.find(([beginning]) => label !== undefined && beginning.test(label))?.[1];
  if (unit !== undefined) return unit;
  throw new BadDuration('expected to find unit designator suffix (e.g., `years` or `secs`) after parsing integer');
}
