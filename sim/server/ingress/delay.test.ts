import { describe, expect, it } from 'vitest';
import { delayMs } from './delay.ts';

// Recorded on restate-server 1.7.12.
describe('delayMs', () => {
  it.each([
    ['PT1S', 1_000],
    ['500ms', 500],
    ['1d', 86_400_000],
    ['P1D', 86_400_000],
    ['1 min', 60_000],
    ['2h 3m', 7_380_000],
    ['1.5s', 1_500],
    ['PT0.5S', 500],
    ['0ms', 0],
    ['0', 0],
    ['1h30m', 5_400_000],
    ['PT1H30M', 5_400_000],
    ['1us', 0],
    ['1w', 604_800_000],
    ['P1W', 604_800_000],
    ['1:30:00', 5_400_000],
    ['1 hour, 2 minutes', 3_720_000],
    ['p1dt2h', 93_600_000],
    ['1.5h', 5_400_000],
    ['1d 2:00:00', 93_600_000],
    ['1h, 2m', 3_720_000],
    ['-0s', 0],
    ['-PT0S', 0],
    ['0y 1s', 1_000],
    ['1s1ms', 1_001],
    ['1\ts', 1_000],
    ['175307617h', 631_107_421_200_000],
    ['9223372036854775807ns', 9_223_372_036_854],
  ])('reads %s', (text, ms) => {
    expect(delayMs(text)).toBe(ms);
  });

  it.each([
    ['', 'an empty string is not a valid duration in either the ISO 8601 format or Jiff\'s "friendly" format'],
    [
      '+',
      'found nothing after sign `+`, which is not a valid duration in either the ISO 8601 format or Jiff\'s "friendly" format',
    ],
    [
      'xyz',
      'F: expected duration to start with a unit value (a decimal integer) after an optional sign, but no integer was found',
    ],
    ['10', 'F: expected to find unit designator suffix (e.g., `years` or `secs`) after parsing integer'],
    ['1.d', 'F: found decimal after seconds component, but did not find any digits after decimal'],
    ['1.5ns', 'F: fractional nanoseconds are not supported'],
    ['1.5d', 'F: fractional days are not supported'],
    [
      '1s1s',
      "F: found value with unit second after unit second, but units must be written from largest to smallest (and they can't be repeated)",
    ],
    [
      '1s 1:2:3',
      'F: found `HH:MM:SS` after unit second, but `HH:MM:SS` can only appear after years, months, weeks or days',
    ],
    ['1:', 'F: when parsing the `HH:MM:SS` format, expected to parse minute following hour'],
    ['1:2', 'F: when parsing the `HH:MM:SS` format, expected to parse `:` following minute'],
    ['1:2:', 'F: when parsing the `HH:MM:SS` format, expected to parse second following minute'],
    ['1:2:3x', 'F: parsed value \'PT1H2M3S\', but unparsed input "x" remains (expected no unparsed input)'],
    ['1h,', 'F: expected whitespace after comma, but found end of input'],
    ['1h,x', 'F: expected whitespace after comma, but found `x`'],
    ['1h, ', 'F: found comma at the end of duration, but a comma indicates at least one more unit follows'],
    ['1s é"\\\n', 'F: parsed value \'PT1S\', but unparsed input "é\\"\\\\\\n" remains (expected no unparsed input)'],
    ['90061.5s y', 'F: parsed value \'PT90061.5S\', but unparsed input "y" remains (expected no unparsed input)'],
    [
      '1w 1d 1h 1m 1s 1ms 1us 1ns x',
      'F: parsed value \'P1W1DT1H1M1.001001001S\', but unparsed input "x" remains (expected no unparsed input)',
    ],
    ['5s  agox', 'F: parsed value \'-PT5S\', but unparsed input "x" remains (expected no unparsed input)'],
    ['-5s ago', 'F: expected to find either a prefix sign (+/-) or a suffix sign (`ago`), but found both'],
    ['5s ago', 'negative signed durations cannot be converted to an unsigned duration'],
    ['-P1D', 'negative signed durations cannot be converted to an unsigned duration'],
    ['1y', 'please use units of days or smaller'],
    ['P1M', 'please use units of days or smaller'],
    [
      '-1mo',
      "could not compute normalized relative span when all days are assumed to be 24 hours: using unit 'month' in span or configuration requires that a relative reference time be given (`jiff::SpanRelativeTo::days_are_24_hours()` was given but this only permits using days and weeks without a relative reference time)",
    ],
    ['P', 'no parsed duration components'],
    ['P1', 'expected to find date unit designator suffix (`Y`, `M`, `W` or `D`), but found end of input'],
    ['P1H', 'expected to find date unit designator suffix (`Y`, `M`, `W` or `D`), but found `H` instead'],
    ['PT1é', 'expected to find time unit designator suffix (`H`, `M` or `S`), but found `\\xC3` instead'],
    ['PTx', 'found a time designator (`T` or `t`) in an ISO 8601 duration string, but did not find any time units'],
    ['PT1.5H3M', 'parsed value \'PT1H30M\', but unparsed input "3M" remains (expected no unparsed input)'],
    [
      '7304485d',
      "F: failed to set value for day unit on span: parameter 'days' is not in the required range of -7304484..=7304484",
    ],
    ['9223372036854775808ns', 'F: value for nanoseconds is too big (or small) to fit into a signed 64-bit integer'],
    ['18446744073709551616s', 'F: number too big to parse into 64-bit integer'],
    [
      '9999999999999s',
      'F: failed to set value for second unit on span: failed to set nanosecond value from fractional component',
    ],
    [
      '2562047788015216h',
      'F: failed to set value for hour unit on span: converting hours to seconds overflows a signed 64-bit integer',
    ],
  ])('refuses %j', (text, why) => {
    const full = why.replace(/^F: /, 'failed to parse input in the "friendly" duration format: ');
    expect(() => delayMs(text)).toThrow(
      expect.objectContaining({
        status: 400,
        message: `bad delay query parameter, must be a ISO8601 duration: ${full}`,
      }),
    );
  });
});
