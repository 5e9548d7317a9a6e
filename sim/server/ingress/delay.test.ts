import { describe, expect, it } from 'vitest';
import { delayMs } from './delay.ts';

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
    ['-5s ago', 5_000],
  ])('reads %s', (text, ms) => {
    expect(delayMs(text)).toBe(ms);
  });

  it.each([
    ['', 'an empty string is not a valid duration'],
    ['xyz', 'no integer was found'],
    ['10', 'expected to find unit designator suffix'],
    ['5 parsecs', 'expected to find unit designator suffix'],
    ['1m 2h', 'not smaller'],
    ['-5s', 'negative signed durations'],
    ['-PT5S', 'negative signed durations'],
    ['5s ago', 'negative signed durations'],
    ['PT-5S', 'did not find any time units'],
    ['P1M', 'please use units of days or smaller'],
    ['1y', 'please use units of days or smaller'],
    ['P', 'ISO 8601'],
  ])('refuses %j', (text, why) => {
    expect(() => delayMs(text)).toThrow(why);
  });
});
