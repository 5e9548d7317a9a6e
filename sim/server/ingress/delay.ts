import { Cursor, quoted } from './duration/cursor.ts';
import { parseFriendly } from './duration/parse-friendly.ts';
import { parseIso } from './duration/parse-iso.ts';
import { isoText, SpanBuilder, type Span } from './duration/span.ts';
import { BadDuration, NANOSECONDS, UNITS } from './duration/unit.ts';
import { Refusal } from './refusal.ts';

/**
 * Reads the `delay` of a send: an ISO 8601 duration (`PT1H30M`, `P1D`) or a friendly one (`10s`, `1h 30m`, `1:30:00`).
 * @returns whole ms
 * @throws {Refusal} when it is neither, is negative, or names units longer than weeks
 */
export function delayMs(text: string): number {
  if (text === '0') return 0;
  try {
    return millisecondsOf(spanOf(text));
  } catch (error) {
    if (!(error instanceof BadDuration)) throw error;
    throw new Refusal(400, `bad delay query parameter, must be a ISO8601 duration: ${error.message}`);
  }
}

const NEITHER = `is not a valid duration in either the ISO 8601 format or Jiff's "friendly" format`;

function spanOf(text: string): Span {
  if (text === '') throw new BadDuration(`an empty string ${NEITHER}`);
  if (text === '+' || text === '-') throw new BadDuration(`found nothing after sign \`${text}\`, which ${NEITHER}`);
  if (/^[+-]?p/i.test(text)) return parsed(text, parseIso);
  try {
    return parsed(text, parseFriendly);
  } catch (error) {
    if (!(error instanceof BadDuration)) throw error;
    throw new BadDuration(`failed to parse input in the "friendly" duration format: ${error.message}`);
  }
}

function parsed(text: string, parse: (cursor: Cursor, builder: SpanBuilder) => void): Span {
  const [cursor, builder] = [new Cursor(text), new SpanBuilder()];
  parse(cursor, builder);
  const span = builder.build();
  if (cursor.rest === '') return span;
  throw new BadDuration(
    `parsed value '${isoText(span)}', but unparsed input ${quoted(cursor.rest)} remains (expected no unparsed input)`,
  );
}

const NANOSECONDS_PER_MS = 1_000_000n;

function millisecondsOf({ values, isNegative }: Span): number {
  let nanoseconds = 0n;
  for (const unit of UNITS) {
    const value = values.get(unit) ?? 0n;
    if (value === 0n) continue;
    if (unit !== 'year' && unit !== 'month') nanoseconds += value * NANOSECONDS[unit];
    else if (!isNegative) throw new BadDuration('please use units of days or smaller');
    else throw new BadDuration(needsDate(unit));
  }
  if (isNegative) throw new BadDuration('negative signed durations cannot be converted to an unsigned duration');
  return Number(nanoseconds / NANOSECONDS_PER_MS);
}

function needsDate(unit: string): string {
  return (
    'could not compute normalized relative span when all days are assumed to be 24 hours: ' +
    `using unit '${unit}' in span or configuration requires that a relative reference time be given ` +
    '(`jiff::SpanRelativeTo::days_are_24_hours()` was given but this only permits using days and weeks without a ' +
    'relative reference time)'
  );
}
