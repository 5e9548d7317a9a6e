import { EPOCH_MS } from './clock.ts';

/**
 * Virtual time as messages and stories show it: seconds since the start of the run, such as `0.030s`.
 * @param atMs in ms since 1970, as events of a trace have it
 */
export function virtualTime(atMs: number): string {
  return `${((atMs - EPOCH_MS) / 1_000).toFixed(3)}s`;
}
