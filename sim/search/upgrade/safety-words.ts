import { count } from '../../core/count.ts';
import type { UpgradeRoute } from '../../simulation/scenario/upgrade.ts';
import type { SafePoints } from './safe-points.ts';
import { standingInWords } from './standing-in-words.ts';

/** Each route in words. */
export const ROUTE_WORDS: Readonly<Record<UpgradeRoute, string>> = {
  new: 'next to the old one',
  'in-place': 'in place',
  resume: 'resumed on the new one',
  rollback: 'rolled back',
};

/**
 * @returns `safe at 5 points`, `breaks at each of 5 points`, `safe up to after entry 1, breaks from after entry 2 on`; the last also
 *   with an end, such as `breaks from after entry 2 to before entry 4`
 */
export function safetyOf(handler: SafePoints): string {
  const { points, unsafe, latestSafe, earliestUnsafe, latestUnsafe, isThreshold, isRange } = handler;
  if (unsafe === 0 || earliestUnsafe === undefined) return `safe at ${count(points, 'point')}`;
  if (unsafe === points) return points === 1 ? 'breaks at the one point' : `breaks at each of ${points} points`;
  const edge = standingInWords(earliestUnsafe);
  const last = latestSafe === undefined ? '' : `safe up to ${standingInWords(latestSafe)}, `;
  const end = latestUnsafe === undefined ? edge : standingInWords(latestUnsafe);
  if (isRange) return end === edge ? `${last}breaks ${edge}` : `${last}breaks from ${edge} to ${end}`;
  if (!isThreshold) return `depends on the moment: breaks at ${unsafe} of ${points} points, first ${edge}`;
  return `${last}breaks from ${edge} on`;
}
