import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refusal, retryAfterSeconds } from './api-gateway.ts';

/** What is to hold of a rounding: never too short, never zero, and not a second longer than it must be. */
function rounding(by: (retryAfterMs: number) => number): fc.IProperty<[number]> {
  return fc.property(fc.oneof(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 2 ** 40 })), (ms) => {
    const seconds = by(ms);
    return seconds >= 1 && seconds * 1_000 >= ms && (seconds - 1) * 1_000 < ms;
  });
}

describe('Retry-After', () => {
  it('is never too short, never 0 and no longer than it must be', () => {
    fc.assert(rounding(retryAfterSeconds), { seed: 42, numRuns: 2_000 });
  });

  it.each([
    ['to the nearest', (ms: number) => Math.round(ms / 1_000)],
    ['down', (ms: number) => Math.floor(ms / 1_000)],
    ['up by a second too many', (ms: number) => Math.floor(ms / 1_000) + 1],
  ])('is caught when it is rounded %s', (_how, by) => {
    expect(fc.check(rounding(by), { seed: 42, numRuns: 2_000 }).failed).toBe(true);
  });

  it('is not there when no wait will do', () => {
    expect(refusal(null)).toEqual({ status: 429, headers: {}, body: 'rate limit exceeded' });
    expect(refusal(1).headers).toEqual({ 'retry-after': '1' });
  });
});
