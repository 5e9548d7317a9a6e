import type { Policy } from '../invariants/restate/retries.ts';

const quick = { maxAttempts: 4, initialMs: 100, maxMs: 300 } as const;

/** The declared retry policies, for the invariants. */
export const RETRIES: Readonly<Record<string, Policy>> = {
  'Frail/pauses': { ...quick, whenExhausted: 'pause' },
  'Frail/dies': { ...quick, whenExhausted: 'kill' },
  'Frail/comesBack': { maxAttempts: Infinity, initialMs: 500, maxMs: 60_000, whenExhausted: 'pause' },
  'Frail/unknown': { ...quick, whenExhausted: 'pause' },
  'Shelf/scribble': { ...quick, whenExhausted: 'pause' },
  'FrailObject/pausesLocked': { ...quick, whenExhausted: 'pause' },
};

/** @returns the same policy as options of the SDK */
export function declared(whenExhausted: Policy['whenExhausted']): {
  readonly retryPolicy: {
    readonly maxAttempts: number;
    readonly initialInterval: number;
    readonly maxInterval: number;
    readonly exponentiationFactor: number;
    readonly onMaxAttempts: Policy['whenExhausted'];
  };
} {
  const { maxAttempts, initialMs, maxMs } = quick;
  return {
    retryPolicy: {
      maxAttempts,
      initialInterval: initialMs,
      maxInterval: maxMs,
      exponentiationFactor: 2,
      onMaxAttempts: whenExhausted,
    },
  };
}
