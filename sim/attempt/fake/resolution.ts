import type { Combinator, Future } from '../../journal/future.ts';
import { CANCEL, leafFuture } from './results.ts';
import type { Handle, Results, Tree } from './results.ts';

/** A tree that is being decided. Decided children are dropped, so that the rest is what is still awaited. */
export type Pending = Handle | { readonly combinator: Combinator; children: Pending[] };

/** @returns the awaited tree, raced against the cancel signal where the SDK does so by itself. */
export function toPending(tree: Tree, withCancel: boolean): Pending {
  const pending = convert(tree);
  return withCancel ? { combinator: 'FirstCompleted', children: [pending, CANCEL] } : pending;
}

/**
 * Decides whether user code can go on with anything in the tree, making one arrived result ready at a time. When an inner
 * combinator is decided, user code must see it before the next result becomes ready. Hence a decision deep in the tree ends
 * the search (`decided`), even though the tree as a whole is open.
 * @returns true when user code can go on; false when the tree, reduced to its open parts, needs more results
 */
export function resolve(pending: Pending, results: Results): boolean {
  do {
    if (reduce(pending, results) !== 'open') return true;
  } while (results.advance());
  return false;
}

/** @returns every handle in the tree, in order, repeated where it is repeated. */
export function handlesOf(pending: Pending, into: Handle[] = []): Handle[] {
  if (typeof pending !== 'object') into.push(pending);
  else for (const child of pending.children) handlesOf(child, into);
  return into;
}

/**
 * @returns the tree as the server receives it: single results first (completions, then signals, then named signals), nested
 * combinators after them
 */
export function toFuture(pending: Pending): Future {
  if (typeof pending !== 'object') return { combinator: 'FirstCompleted', children: [leafFuture(pending)] };
  const completions: Future[] = [];
  const signals: Future[] = [];
  const names: Future[] = [];
  const nested: Future[] = [];
  for (const child of pending.children) {
    if (typeof child === 'object') nested.push(toFuture(child));
    else if (typeof child === 'string') names.push(leafFuture(child));
    else (child < 0 ? signals : completions).push(leafFuture(child));
  }
  return { combinator: pending.combinator, children: [...completions, ...signals, ...names, ...nested] };
}

type State = 'open' | 'succeeded' | 'failed' | 'decided';

function reduce(pending: Pending, results: Results): State {
  if (typeof pending !== 'object') {
    const result = results.peek(pending);
    if (result === undefined) return 'open';
    return typeof result === 'object' && 'failure' in result ? 'failed' : 'succeeded';
  }
  switch (pending.combinator) {
    case 'FirstCompleted':
    case 'Unknown':
      return pending.children.some((child) => reduce(child, results) !== 'open') ? 'decided' : 'open';
    case 'AllCompleted':
      return reduceAll(pending.children, results, undefined, 'succeeded');
    case 'AllSucceededOrFirstFailed':
      return reduceAll(pending.children, results, 'failed', 'succeeded');
    case 'FirstSucceededOrAllFailed':
      return reduceAll(pending.children, results, 'succeeded', 'failed');
  }
}

/** @param deciding the state of a child that decides the combinator */
function reduceAll(children: Pending[], results: Results, deciding: State | undefined, otherwise: State): State {
  let i = 0;
  while (i < children.length) {
    const child = children[i];
    const state = child === undefined ? 'open' : reduce(child, results);
    if (state === 'decided' || state === deciding) return 'decided';
    if (state === 'open') i++;
    else removeUnordered(children, i);
  }
  return children.length === 0 ? otherwise : 'open';
}

/** The last child takes the index of the removed one, as in the SDK; the rest is reported in that order. */
function removeUnordered(children: Pending[], index: number): void {
  const last = children.pop();
  if (last !== undefined && index < children.length) children[index] = last;
}

function convert(tree: Tree): Pending {
  if (isLeaf(tree)) return tree.Single;
  for (const variant in tree) {
    return { combinator: variant as Combinator, children: (tree[variant] ?? []).map(convert) };
  }
  return { combinator: 'Unknown', children: [] };
}

function isLeaf(tree: Tree): tree is { readonly Single: Handle } {
  return 'Single' in tree;
}
