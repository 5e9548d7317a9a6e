import type { Standing } from './standing.ts';

/** @returns where an invocation stands, in words: `before entry 3`, `after entry 2 (run "charge")` */
export function standingInWords({ point: { entry, phase }, journal }: Standing): string {
  const label = journal[entry - 1];
  const named = `entry ${entry}${label === undefined ? '' : ` (${label})`}`;
  if (phase === 'before') return `before entry ${entry}`;
  return phase === 'inside' ? `before the result of ${named} is stored` : `after ${named}`;
}
