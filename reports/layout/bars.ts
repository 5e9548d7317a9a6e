import { AttemptBars } from './attempt-bars.ts';
import { anchor, type Edges } from './edges.ts';
import { LOCK_HEIGHT, WAITER_HEIGHT, type Bar } from './geometry.ts';
import type { Lanes } from './lanes.ts';
import type { Step } from '../data/steps.ts';

/** The stretches of time on the lanes: attempts, waits, suspensions, locks and the invocations that wait for them. */
export function barsOf(steps: readonly Step[], lanes: Lanes, edges: Edges): readonly Bar[] {
  const attempts = new AttemptBars(lanes, edges);
  for (const { index, events } of steps) for (const event of events) attempts.see(event, index);
  const bars = [...attempts.end(), ...lockBars(steps, lanes, edges), ...waiterBars(lanes, edges)];
  return bars.filter((bar) => bar.to > bar.x);
}

function lockBars(steps: readonly Step[], lanes: Lanes, edges: Edges): Bar[] {
  const bars: Bar[] = [];
  const held = new Map<string, { readonly invocation: string; readonly from: number }>();
  const release = (key: string, to: number): void => {
    const lock = held.get(key);
    const y = lanes.lockYOf(key);
    held.delete(key);
    if (lock === undefined || y === undefined) return;
    const { invocation, from } = lock;
    bars.push({ kind: 'lock', x: anchor(edges, from), to, y, height: LOCK_HEIGHT, label: invocation, invocation });
  };
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type !== 'lock taken' && event.type !== 'lock released') continue;
      release(event.key, anchor(edges, index));
      if (event.type === 'lock taken') held.set(event.key, { invocation: event.invocation, from: index });
    }
  }
  for (const key of held.keys()) release(key, edges.end + 12);
  return bars;
}

function waiterBars(lanes: Lanes, edges: Edges): Bar[] {
  return lanes.waitings.flatMap(({ invocation, key, from, to, slot }): Bar[] => {
    const y = lanes.lockYOf(key);
    if (y === undefined) return [];
    const bar = {
      kind: 'waiter',
      x: anchor(edges, from),
      to: to === undefined ? edges.end + 12 : anchor(edges, to),
      y: y + LOCK_HEIGHT + 2 + slot * WAITER_HEIGHT,
      height: WAITER_HEIGHT - 2,
      label: `${invocation} waits`,
      invocation,
    } as const;
    return [bar];
  });
}
