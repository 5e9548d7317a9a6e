import type { Step } from '../data/steps.ts';

/** An invocation that waits for a lock, in steps. */
export interface Waiting {
  readonly invocation: string;
  readonly key: string;
  readonly from: number;
  /** Undefined: until the end of the run. */
  to: number | undefined;
  /** The row below the lock that it is drawn in. */
  slot: number;
}

/** @returns every wait for a lock */
export function waitingsOf(steps: readonly Step[]): readonly Waiting[] {
  const all: Waiting[] = [];
  const open = new Map<string, Waiting>();
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type === 'queued') {
        const waiting = { invocation: event.invocation, key: event.key, from: index, to: undefined, slot: 0 };
        all.push(waiting);
        open.set(event.invocation, waiting);
      } else if (event.type === 'lock taken' || event.type === 'removed' || event.type === 'completed') {
        end(open.get(event.invocation), index);
        open.delete(event.invocation);
      }
    }
  }
  return all;
}

function end(waiting: Waiting | undefined, step: number): void {
  if (waiting !== undefined) waiting.to = step;
}

/** Gives each wait a slot that is free. @returns the number of slots */
export function stacked(waitings: readonly Waiting[], last: number): number {
  const ends: number[] = [];
  for (const waiting of waitings) {
    const free = ends.findIndex((end) => end < waiting.from);
    waiting.slot = free === -1 ? ends.length : free;
    ends[waiting.slot] = waiting.to ?? last;
  }
  return ends.length;
}
