import type { Cursor } from './cursor.ts';
import type { SpanBuilder } from './span.ts';
import { BadDuration, type Unit } from './unit.ts';

/**
 * Reads `P1DT2H` and the like.
 * @throws {BadDuration} when it is malformed; what comes after it is left
 */
export function parseIso(cursor: Cursor, builder: SpanBuilder): void {
  const sign = cursor.skip(/[+-]/);
  cursor.skip(/p/i);
  for (let value = cursor.integer(); value !== undefined; value = cursor.integer()) {
    builder.set(designator(cursor, DATE, 'date unit designator suffix (`Y`, `M`, `W` or `D`)'), value);
  }
  if (cursor.skip(/t/i) !== undefined) parseTime(cursor, builder);
  builder.isNegative = sign === '-';
}

function parseTime(cursor: Cursor, builder: SpanBuilder): void {
  let units = 0;
  for (let value = cursor.integer(); value !== undefined; value = cursor.integer()) {
    const fraction = cursor.fraction();
    builder.set(designator(cursor, TIME, 'time unit designator suffix (`H`, `M` or `S`)'), value);
    units++;
    if (fraction === undefined) continue;
    builder.setFraction(fraction);
    break;
  }
  if (units === 0) {
    throw new BadDuration(
      'found a time designator (`T` or `t`) in an ISO 8601 duration string, but did not find any time units',
    );
  }
}

const DATE: Readonly<Record<string, Unit>> = { Y: 'year', M: 'month', W: 'week', D: 'day' };
const TIME: Readonly<Record<string, Unit>> = { H: 'hour', M: 'minute', S: 'second' };

function designator(cursor: Cursor, units: Readonly<Record<string, Unit>>, expected: string): Unit {
  const letter = cursor.skip(new RegExp(`[${Object.keys(units).join('')}]`, 'i'))?.toUpperCase() ?? '';
  const unit = units[letter];
  if (unit !== undefined) return unit;
  const byte = cursor.shownByte();
  const found = byte === undefined ? 'but found end of input' : `but found \`${byte}\` instead`;
  throw new BadDuration(`expected to find ${expected}, ${found}`);
}
