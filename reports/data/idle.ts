import { itemAt } from '../../sim/core/item-at.ts';
import type { Step } from './steps.ts';

/**
 * Makes one step of each stretch in which nothing happens but that the clock advances: an idle server looks after its
 * invocations every hour, so a run that sleeps for a month has hundreds of such steps.
 */
export function withoutIdleSteps(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = [];
  for (const step of steps) {
    const before = kept.at(-1);
    const both = before === undefined ? undefined : joined(before, step);
    if (both === undefined) kept.push(step);
    else kept[kept.length - 1] = both;
  }
  return kept;
}

/** @returns both steps as one; undefined where something happens in one of them */
function joined(first: Step, second: Step): Step | undefined {
  const [a, b] = [onlyEvent(first), onlyEvent(second)];
  if (a.type !== 'time' || b.type !== 'time') return undefined;
  return { ...first, events: [{ ...a, toMs: b.toMs }] };
}

/** @returns the event of a step that has one */
function onlyEvent({ events }: Step): Step['events'][number] | { readonly type: 'several' } {
  return events.length === 1 ? itemAt(events, 0) : { type: 'several' };
}
