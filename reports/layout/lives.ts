import { short } from '../../sim/trace/words/payload-text.ts';
import type { Step } from '../data/steps.ts';
import { keyOf } from '../data/world.ts';

/** The steps in which an invocation exists. */
export interface Life {
  readonly invocation: string;
  readonly label: string;
  readonly band: string;
  readonly isKey: boolean;
  readonly first: number;
  last: number;
  ended: boolean;
}

/** @returns for each invocation the steps in which it begins and ends */
export function livesOf(steps: readonly Step[]): readonly Life[] {
  const lives = new Map<string, Life>();
  for (const { index, events } of steps) {
    for (const event of events) {
      if (event.type === 'invocation created') {
        const key = keyOf(event.target);
        lives.set(event.invocation, {
          invocation: event.invocation,
          label: `${short(event.target.handler, 24)} · ${short(event.invocation, 20)}`,
          band: key ?? event.target.service,
          isKey: key !== undefined,
          first: index,
          last: index,
          ended: false,
        });
      }
      const life = 'invocation' in event && event.invocation !== undefined ? lives.get(event.invocation) : undefined;
      if (life === undefined || event.type === 'forgotten') continue;
      life.last = index;
      if (event.type === 'completed' || event.type === 'removed') life.ended = true;
    }
  }
  return [...lives.values()];
}

/**
 * Packs lives into rows: an invocation takes a row that another has left.
 * @param last the last step; an invocation that has not ended keeps its row until then
 * @returns the lives of each row, from left to right
 */
export function rowsOf(lives: readonly Life[], last: number): readonly (readonly Life[])[] {
  const rows: Life[][] = [];
  for (const life of lives) {
    const free = rows.find((row) => {
      const before = row.at(-1);
      return before !== undefined && (before.ended ? before.last : last) < life.first;
    });
    if (free === undefined) rows.push([life]);
    else free.push(life);
  }
  return rows;
}
