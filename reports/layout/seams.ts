import type { ShownEvent } from '../../sim/trace/shown.ts';
import type { Step } from '../data/steps.ts';
import type { Edges } from './edges.ts';
import type { Seam } from './geometry.ts';

/** @returns a line for each step in which other code arrives */
export function seamsOf(drawn: readonly Step[], edges: Edges): readonly Seam[] {
  return drawn.flatMap(({ index, events }) => {
    const label = labelOf(events);
    return label === undefined ? [] : [{ step: index, x: edges.left(index), label }];
  });
}

/** A search deploys the new version and the old one again; in a test, deployments have numbers. */
function labelOf(events: readonly ShownEvent[]): string | undefined {
  const arrived = events.find(
    (event) => event.type === 'deployed' && (event.how === 'new' || event.how === 'in-place'),
  );
  if (arrived?.type !== 'deployed') return undefined;
  for (const event of events) {
    if (event.type !== 'trouble') continue;
    if (event.trouble === 'roll back') return 'old version again';
    if (event.trouble.startsWith('deploy ')) return 'new version';
  }
  return arrived.how === 'new' ? `deployment ${arrived.deployment}` : `new code of deployment ${arrived.deployment}`;
}
