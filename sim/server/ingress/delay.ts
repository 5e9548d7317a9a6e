import { Refusal } from './refusal.ts';

/**
 * Reads the `delay` of a send: an ISO 8601 duration (`PT1H30M`, `P1D`) or a friendly one (`10s`, `1h 30m`, `1:30:00`).
 * @returns whole ms
 * @throws {Refusal} when it is neither, is negative, or names units longer than weeks
 */
export function delayMs(text: string): number {
  if (text === '0') return 0;
  const span = /^[+-]?[pP]/.test(text) ? isoSpan(text) : friendlySpan(text);
  if (span.calendar) throw bad('please use units of days or smaller');
  if (span.ms < 0) throw bad('negative signed durations cannot be converted to an unsigned duration');
  return Math.floor(span.ms);
}

interface Span {
  readonly ms: number;
  /** Whether it has years or months, whose length depends on where they begin. */
  readonly calendar: boolean;
}

const MS = {
  week: 604_800_000,
  day: 86_400_000,
  hour: 3_600_000,
  minute: 60_000,
  second: 1_000,
  millisecond: 1,
  microsecond: 1e-3,
  nanosecond: 1e-6,
};

const bad = (why: string): Refusal => new Refusal(400, `bad delay query parameter, must be a ISO8601 duration: ${why}`);

const ISO =
  /^([+-]?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+(?:[.,]\d+)?)H)?(?:(\d+(?:[.,]\d+)?)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/i;

function isoSpan(text: string): Span {
  const parts = ISO.exec(text);
  if (parts === null || /[tT]-?$|^[+-]?[pP]$/.test(text)) throw bad(isoProblem(text));
  const [, sign, years, months, weeks, days, hours, minutes, seconds] = parts;
  const ms =
    number(weeks) * MS.week +
    number(days) * MS.day +
    number(hours) * MS.hour +
    number(minutes) * MS.minute +
    number(seconds) * MS.second;
  return { ms: sign === '-' ? -ms : ms, calendar: number(years) > 0 || number(months) > 0 };
}

function isoProblem(text: string): string {
  if (/[tT](?!\d)/.test(text)) {
    return 'found a time designator (`T` or `t`) in an ISO 8601 duration string, but did not find any time units';
  }
  return 'failed to parse input in the ISO 8601 duration format';
}

/** Designators, longest units first. */
const UNITS: readonly (readonly [RegExp, number | 'calendar'])[] = [
  [/^(years?|yrs?|y)$/, 'calendar'],
  [/^(months?|mos?)$/, 'calendar'],
  [/^(weeks?|wks?|w)$/, MS.week],
  [/^(days?|d)$/, MS.day],
  [/^(hours?|hrs?|h)$/, MS.hour],
  [/^(minutes?|mins?|m)$/, MS.minute],
  [/^(seconds?|secs?|s)$/, MS.second],
  [/^(milliseconds?|millis?|msecs?|ms)$/, MS.millisecond],
  [/^(microseconds?|micros?|usecs?|[uµμ]s|[uµμ]secs?)$/, MS.microsecond],
  [/^(nanoseconds?|nanos?|nsecs?|ns)$/, MS.nanosecond],
];

const CLOCK = /^(\d+):(\d\d):(\d\d(?:[.,]\d+)?)$/;

function friendlySpan(text: string): Span {
  if (text === '') {
    throw bad(`an empty string is not a valid duration in either the ISO 8601 format or Jiff's "friendly" format`);
  }
  const [, sign = '', amount = '', ago] = /^([+-]?)(.*?)(\s+ago)?$/.exec(text) ?? [];
  if (!/^\d/.test(amount)) {
    throw unfriendly(
      'expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found',
    );
  }
  const span = sumOfUnits(amount);
  return { ms: (sign === '-') !== (ago !== undefined) ? -span.ms : span.ms, calendar: span.calendar };
}

function sumOfUnits(text: string): Span {
  let ms = 0;
  let calendar = false;
  let largestLeft = 0;
  let rest = text;
  while (rest !== '') {
    const clock = CLOCK.exec(rest);
    if (clock !== null) {
      ms += number(clock[1]) * MS.hour + number(clock[2]) * MS.minute + number(clock[3]) * MS.second;
      break;
    }
    const part = /^(\d+(?:[.,]\d+)?)\s*([a-zµμ]*)\s*(,\s+)?/i.exec(rest);
    const [whole = '', amount = '', label = ''] = part ?? [];
    const unit = UNITS.findIndex(([names]) => names.test(label));
    const found = UNITS[unit];
    if (found === undefined) {
      throw unfriendly('expected to find unit designator suffix (e.g., `years` or `secs`) after parsing integer');
    }
    if (unit < largestLeft) throw unfriendly('found a unit that is not smaller than the one before it');
    largestLeft = unit + 1;
    if (found[1] === 'calendar') calendar ||= number(amount) > 0;
    else ms += number(amount) * found[1];
    rest = rest.slice(whole.length);
  }
  return { ms, calendar };
}

function unfriendly(why: string): Refusal {
  return bad(`failed to parse input in the "friendly" duration format: ${why}`);
}

function number(digits: string | undefined): number {
  return digits === undefined ? 0 : Number(digits.replace(',', '.'));
}
