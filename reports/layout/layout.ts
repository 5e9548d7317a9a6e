import { attemptOf } from '../../sim/core/address.ts';
import type { Change } from '../data/json-changes.ts';
import type { ShownEvent } from '../../sim/trace/shown.ts';
import type { Step } from '../data/steps.ts';
import { arrowsOf, type Place } from './arrows.ts';
import { barsOf } from './bars.ts';
import type { Edges } from './edges.ts';
import type { Column, Fold, LaneName, Layout, Mark, Tick } from './geometry.ts';
import { seamsOf } from './seams.ts';
import { lanesOf } from './lanes.ts';
import type { Context } from './event-marks.ts';
import { sketchesOf, type Sketch } from './sketch.ts';
import { payloadJson, payloadText } from '../../sim/trace/words/payload-text.ts';
import { durationText } from '../../sim/core/duration-text.ts';

export interface LayoutOptions {
  /** Steps that are folded away. */
  readonly hidden: ReadonlySet<number>;
  /** Whether gaps in time are as wide as they are long, instead of as wide as their label. */
  readonly toScale: boolean;
  readonly startMs: number;
  /** The changes that an event made to the state, by its sequence number. */
  readonly changes: ReadonlyMap<number, readonly Change[]>;
}

const PAD = 6;
const MIN_COLUMN_WIDTH = 20;
const FOLD_WIDTH = 46;
const MAX_GAP_WIDTH = 520;
const LEFT = 8;
const RIGHT = 84;
const BETWEEN = 4;
const LABEL_ABOVE = 19;

/**
 * Places a run on a plane: steps from left to right in their order, lanes from top to bottom. A pure function, so that
 * the same run always looks the same.
 */
export function layOut(steps: readonly Step[], options: LayoutOptions): Layout {
  const drawn = steps.filter(({ index }) => !options.hidden.has(index));
  const context = contextOf(steps, options);
  const sketches = new Map(drawn.map((step) => [step.index, sketchesOf(step, context)]));
  const lanes = lanesOf(steps, drawn);
  const { columns, folds, edges } = columnsOf(steps, sketches, options);
  const marks: Mark[] = [];
  const places = new Map<string, Place>();
  for (const column of columns) {
    for (const [lane, own] of byLane(sketches.get(column.step) ?? [])) {
      const y = lanes.yOf(lane);
      if (y === undefined) continue;
      let x = column.x + PAD / 2;
      for (const { seq, shape, tone, label, note, ghost, entries, width } of own) {
        const mark = { step: column.step, seq, shape, tone, x: x + width / 2, y, width, label, note, ghost, entries };
        marks.push(mark);
        // Small marks are drawn at the left of their place.
        places.set(`${seq} ${lane}`, shape === 'box' ? mark : { x: x + 7, y, width: 0 });
        x += width + BETWEEN;
      }
    }
  }
  const stepOf = new Map<number, number>();
  for (const { index, events } of steps) for (const { seq } of events) stepOf.set(seq, index);
  const placeOf = (seq: number, lane: LaneName): Place | undefined => {
    const y = lanes.yOf(lane);
    const step = stepOf.get(seq);
    if (y === undefined || step === undefined) return undefined;
    return places.get(`${seq} ${lane}`) ?? { x: (edges.left(step) + edges.right(step)) / 2, y, width: 0 };
  };
  const shownSteps = new Set(columns.map(({ step }) => step));
  return {
    width: edges.end + RIGHT,
    height: lanes.height,
    columns,
    folds,
    bands: lanes.bands,
    bars: barsOf(steps, lanes, edges),
    marks,
    arrows: arrowsOf(steps, placeOf).filter(({ step }) => shownSteps.has(step)),
    ticks: ticksOf(drawn, edges, options.startMs),
    labels: lanes.lives.flatMap(({ invocation, label, first }) => {
      const y = lanes.yOf(`invocation ${invocation}`);
      return y === undefined ? [] : [{ x: edges.left(first) + PAD / 2, y: y - LABEL_ABOVE, text: label, invocation }];
    }),
    seams: seamsOf(drawn, edges),
    folded: steps.length - drawn.length,
  };
}

function byLane(sketches: readonly Sketch[]): Map<LaneName, Sketch[]> {
  const lanes = new Map<LaneName, Sketch[]>();
  for (const sketch of sketches) lanes.set(sketch.lane, [...(lanes.get(sketch.lane) ?? []), sketch]);
  return lanes;
}

function columnsOf(
  steps: readonly Step[],
  sketches: ReadonlyMap<number, readonly Sketch[]>,
  { hidden, toScale }: LayoutOptions,
): { readonly columns: readonly Column[]; readonly folds: readonly Fold[]; readonly edges: Edges } {
  const longest = Math.max(1, ...steps.map(passed));
  const columns: Column[] = [];
  const folds: Fold[] = [];
  const left: number[] = [];
  const right: number[] = [];
  let x = LEFT;
  let folded = 0;
  const endFold = (): void => {
    if (folded === 0) return;
    folds.push({ x, width: FOLD_WIDTH, count: folded });
    x += FOLD_WIDTH;
    folded = 0;
  };
  for (const step of steps) {
    if (hidden.has(step.index)) {
      folded++;
      left.push(x);
      right.push(x + FOLD_WIDTH);
      continue;
    }
    endFold();
    const ms = passed(step);
    const width =
      toScale && ms > 0
        ? 12 + (MAX_GAP_WIDTH * ms) / longest
        : Math.max(MIN_COLUMN_WIDTH, widest(sketches.get(step.index) ?? []) + PAD);
    columns.push({ step: step.index, x, width });
    left.push(x);
    right.push(x + width);
    x += width;
  }
  endFold();
  return { columns, folds, edges: { left: (step) => left[step] ?? x, right: (step) => right[step] ?? x, end: x } };
}

function widest(sketches: readonly Sketch[]): number {
  let max = 0;
  for (const own of byLane(sketches).values()) {
    max = Math.max(
      max,
      own.reduce((sum, { width }) => sum + width + BETWEEN, -BETWEEN),
    );
  }
  return max;
}

/** The virtual time that passes in a step, in ms. */
function passed({ events }: Step): number {
  return events.reduce((sum, event) => sum + (event.type === 'time' ? event.toMs - event.fromMs : 0), 0);
}

/** The ruler shows the time wherever time has passed. */
function ticksOf(drawn: readonly Step[], edges: Edges, startMs: number): readonly Tick[] {
  const ticks: Tick[] = [];
  let before: number | undefined;
  for (const { index, atMs } of drawn) {
    if (before !== undefined && atMs === before) continue;
    const jumped = before === undefined ? undefined : atMs - before;
    const isGap = drawn.length > 0 && jumped !== undefined;
    ticks.push({ x: isGap ? edges.right(index) : edges.left(index), atMs: atMs - startMs, passedMs: jumped });
    before = atMs;
  }
  return ticks;
}

function contextOf(steps: readonly Step[], { changes, startMs }: LayoutOptions): Context {
  const clients = new Map<string, string>();
  const zombieFrom = new Map<string, number>();
  for (const { events } of steps) {
    for (const event of events) {
      if (event.type === 'operation') clients.set(event.operation, event.client);
      else if (event.type === 'zombie') zombieFrom.set(attemptOf(event.invocation, event.attempt), event.seq);
    }
  }
  const endMs = (steps.at(-1)?.atMs ?? startMs) + 365 * 86_400_000;
  return {
    changesAt: (seq) => changes.get(seq) ?? [],
    clientOf: (operation) => clients.get(operation),
    valueText: (payload, max) => {
      const value = payloadJson(payload);
      // `ctx.date.now()` stores a moment of the run as milliseconds since 1970.
      const isMoment = typeof value === 'number' && value > startMs - 86_400_000 && value < endMs && startMs > 0;
      return isMoment ? `now ${durationText(value - startMs)}` : payloadText(payload, max);
    },
    isZombie: (event: ShownEvent) => {
      if (!('attempt' in event) || !('invocation' in event)) return false;
      if (event.attempt === undefined || event.invocation === undefined) return false;
      const from = zombieFrom.get(attemptOf(event.invocation, event.attempt));
      return from !== undefined && event.seq > from;
    },
  };
}
