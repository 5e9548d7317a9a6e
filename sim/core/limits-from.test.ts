import { expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { limitsFrom } from './limits-from.ts';

it('limits that are not given are the defaults', () => {
  expect(limitsFrom({ steps: 5 })).toEqual({ ...DEFAULT_LIMITS, steps: 5 });
  expect(limitsFrom({ virtualMs: Infinity, outsideMs: 0 })).toMatchObject({ virtualMs: Infinity, outsideMs: 0 });
});

it.each([Number.NaN, -1, '10'])('%o is no limit', (steps) => {
  expect(() => limitsFrom({ steps: steps as number })).toThrow(
    `The limit "steps" is ${steps}; give a number from 0 up.`,
  );
});

it('an unknown limit is refused, and the known ones are named', () => {
  expect(() => limitsFrom({ step: 5 } as object)).toThrow(
    'There is no limit "step"; the limits of a run are steps, virtualMs, journalEntries, attempts, events, horizonMs, outsideMs.',
  );
});
