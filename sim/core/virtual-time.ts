import { EPOCH_MS } from './clock.ts';
import { durationText } from './duration-text.ts';

/**
 * Virtual time as messages and stories show it: the time since the start of the run, such as `30 ms` or `1 d 2.5 s`.
 * @param atMs in ms since 1970, as events of a trace have it
 */
export function virtualTime(atMs: number): string {
  return durationText(atMs - EPOCH_MS);
}
