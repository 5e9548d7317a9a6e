import type { NotificationId } from './notification.ts';

/** How the children of a combinator decide it; the words are those of the service protocol. */
export type Combinator =
  'FirstCompleted' | 'AllCompleted' | 'FirstSucceededOrAllFailed' | 'AllSucceededOrFirstFailed' | 'Unknown';

/** What a handler waits for: one notification, or a tree of combinators over several. */
export type Future =
  { readonly single: NotificationId } | { readonly combinator: Combinator; readonly children: readonly Future[] };

/** @returns every notification id in the tree once, in the order of first appearance */
export function leavesOf(future: Future): NotificationId[] {
  const leaves = new Set<NotificationId>();
  collect(future, leaves);
  return [...leaves];
}

function collect(future: Future, into: Set<NotificationId>): void {
  if ('single' in future) {
    into.add(future.single);
    return;
  }
  for (const child of future.children) collect(child, into);
}
