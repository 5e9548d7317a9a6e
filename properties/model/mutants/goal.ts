import type { CaughtTable } from './caught.ts';

/** What is asked of the default campaign: of so many seeds, how many see each broken model. */
export const GOAL = { seeds: 100, seen: 95 } as const;

/** @returns the broken models that the campaign does not see often enough, each in a sentence */
export function unseen(table: CaughtTable): string[] {
  return Object.entries(table).flatMap(([name, { campaign }]) => {
    if (campaign === undefined) return [`"${name}" is seen by no campaign`];
    const { seen, seeds } = campaign;
    return seen >= (seeds * GOAL.seen) / GOAL.seeds ? [] : [`"${name}" is seen with ${seen} of ${seeds} seeds`];
  });
}

/** @returns the broken models that were looked for with fewer seeds than the goal is about */
export function hardlyMeasured(table: CaughtTable): string[] {
  return Object.entries(table).flatMap(([name, { campaign }]) =>
    campaign !== undefined && campaign.seeds < GOAL.seeds ? [name] : [],
  );
}
