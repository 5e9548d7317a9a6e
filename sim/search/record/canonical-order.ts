import { itemAt } from '../../core/item-at.ts';
import { Hash, hashValue } from '../../core/hash.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { predecessors } from './predecessors.ts';
import type { RecordedStep } from './run-record.ts';

/**
 * Sorts the steps of a run into an order that is the same for all runs that differ from it only in the order of steps that
 * touch nothing in common: by the length of the longest chain of predecessors, then by name.
 * @returns indices of the steps
 */
export function canonicalOrder(steps: readonly RecordedStep[]): number[] {
  const levels: number[] = [];
  for (const before of predecessors(steps)) {
    let level = 0;
    for (const place of before) level = Math.max(level, itemAt(levels, place) + 1);
    levels.push(level);
  }
  const level = (place: number): number => itemAt(levels, place);
  const name = (place: number): string => itemAt(steps, place).name;
  return steps
    .map((_, place) => place)
    .toSorted((a, b) => level(a) - level(b) || (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
}

/** @returns 16 hex digits, the same for runs that differ only in the order of independent steps */
export function canonicalHash(steps: readonly RecordedStep[], events: readonly TraceEvent[]): string {
  const hash = new Hash();
  for (const place of canonicalOrder(steps)) {
    const step = itemAt(steps, place);
    hash.string(step.name);
    for (const event of eventsOf(steps, place, events)) hashHappening(hash, event);
  }
  return hash.hex();
}

/** @returns the events that one step of a run caused */
export function eventsOf(
  steps: readonly RecordedStep[],
  place: number,
  events: readonly TraceEvent[],
): readonly TraceEvent[] {
  return events.slice(itemAt(steps, place).firstEvent, steps[place + 1]?.firstEvent ?? events.length);
}

/** Hashes what happened and when, without its index in the trace and without messages of an engine. */
export function hashHappening(hash: Hash, event: TraceEvent): void {
  if (event.type === 'remark' || event.type === 'choice' || event.type === 'faults frozen') return;
  const { seq: _, footprint: __, ...rest } = event;
  if (rest.type === 'resumed') {
    // A run says that faults have stopped, or that they go on; its plan, which draws none, need not say the same.
    hashValue(hash, { ...rest, why: '' });
    return;
  }
  hashValue(hash, rest.type === 'attempt failed' ? { ...rest, message: '', mismatch: undefined } : rest);
}
