import type { Layout } from './geometry.ts';

/** A stretch of the plane, from left to right. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Pictures with fewer columns are drawn whole. */
export const MOST_COLUMNS_WHOLE = 300;

/** Windows begin and end at multiples of this, so that scrolling a little draws nothing anew. */
const GRID = 1_000;

/** The name of an invocation is written from where it begins; so far it may reach. */
const LONGEST_NAME = 400;

/** @returns the stretch to draw so that what is in sight, and what comes next to it, is there */
export function windowAround(from: number, to: number): Window {
  return { from: Math.floor(from / GRID - 1) * GRID, to: Math.ceil(to / GRID + 1) * GRID };
}

/** @returns the layout with only those of its parts that reach into a stretch; where everything lies stays the same */
export function within(layout: Layout, { from, to }: Window): Layout {
  const reaches = (left: number, right: number): boolean => right >= from && left <= to;
  return {
    ...layout,
    folds: layout.folds.filter(({ x, width }) => reaches(x, x + width)),
    bars: layout.bars.filter((bar) => reaches(bar.x, bar.to)),
    marks: layout.marks.filter(({ x, width }) => reaches(x - width, x + width)),
    arrows: layout.arrows.filter(({ fromX, toX }) => reaches(Math.min(fromX, toX), Math.max(fromX, toX))),
    ticks: layout.ticks.filter(({ x }) => reaches(x, x + LONGEST_NAME)),
    labels: layout.labels.filter(({ x }) => reaches(x, x + LONGEST_NAME)),
  };
}
