import type { Layout } from './geometry.ts';

/** A stretch of the plane, from left to right. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Pictures with fewer columns are drawn whole. */
export const MAX_COLUMNS_WHOLE = 300;

/** Windows begin and end at multiples of this, so that a little scrolling draws nothing again. */
const GRID = 1_000;

/** Width of the name of an invocation or a time, in pixels: both begin at their x. */
const MAX_NAME_WIDTH = 400;

/** @returns the stretch to draw for what is in sight, with a margin on both sides */
export function windowAround(from: number, to: number): Window {
  return { from: Math.floor(from / GRID - 1) * GRID, to: Math.ceil(to / GRID + 1) * GRID };
}

/** @returns the layout with only the parts that reach into a stretch, at the same positions */
export function within(layout: Layout, { from, to }: Window): Layout {
  const reaches = (left: number, right: number): boolean => right >= from && left <= to;
  return {
    ...layout,
    folds: layout.folds.filter(({ x, width }) => reaches(x, x + width)),
    bars: layout.bars.filter((bar) => reaches(bar.x, bar.to)),
    marks: layout.marks.filter(({ x, width }) => reaches(x - width, x + width)),
    arrows: layout.arrows.filter(({ fromX, toX }) => reaches(Math.min(fromX, toX), Math.max(fromX, toX))),
    ticks: layout.ticks.filter(({ x }) => reaches(x, x + MAX_NAME_WIDTH)),
    seams: layout.seams.filter(({ x }) => reaches(x, x + MAX_NAME_WIDTH)),
    labels: layout.labels.filter(({ x }) => reaches(x, x + MAX_NAME_WIDTH)),
  };
}
