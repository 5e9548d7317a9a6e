import { itemAt } from '../../sim/core/item-at.ts';
/** A point of a chart: an x on its axis, and a value. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

export interface ChartLine {
  readonly name: string;
  readonly kind: 'bound' | 'value' | 'possible';
  readonly points: readonly ChartPoint[];
}

/** A decision or a change, at its value. */
export interface ChartDot extends ChartPoint {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: 'granted' | 'refused' | 'broken';
  readonly label: string;
}

export interface ChartBracket {
  readonly from: number;
  readonly to: number;
  readonly y: number;
  readonly label: string;
}

/** A region in which no value may be. */
export interface ChartArea {
  readonly from: number;
  readonly to: number;
  readonly label: string;
}

/** Values over time against their bound, as numbers without a size. */
export interface Chart {
  readonly kind: 'token bucket' | 'sliding window' | 'queue';
  /** `Service/key`. */
  readonly key: string;
  readonly title: string;
  /** What the chart shows, in a sentence. */
  readonly summary: string;
  readonly unit: string;
  readonly broken: boolean;
  readonly width: number;
  readonly minY: number;
  readonly maxY: number;
  readonly lines: readonly ChartLine[];
  readonly areas: readonly ChartArea[];
  readonly dots: readonly ChartDot[];
  readonly brackets: readonly ChartBracket[];
  readonly ticks: readonly { readonly x: number; readonly atMs: number }[];
}

/** Decisions in the same millisecond stay this far apart, in pixels. */
const MIN_GAP = 34;
const WIDTH = 560;
/** Room for the names of areas in a chart with few points. */
const MIN_WIDTH = 240;

/**
 * An axis of virtual time without overlaps: distances are in proportion to time, but at least {@link MIN_GAP}, and
 * moments stay in order.
 */
export class TimeAxis {
  readonly #times: readonly number[];
  readonly #places: readonly number[];
  readonly width: number;

  /** @param times moments in order; the same moment may occur several times */
  constructor(times: readonly number[]) {
    const [first = 0] = times;
    const last = times.at(-1) ?? first;
    const total = Math.max(1, last - first);
    const spare = Math.max(WIDTH - MIN_GAP * times.length, 120);
    const places: number[] = [];
    for (const [index, atMs] of times.entries()) {
      const before = times[index - 1] ?? atMs;
      const gap = index === 0 ? MIN_GAP / 2 : MIN_GAP + (spare * (atMs - before)) / total;
      places.push((places.at(-1) ?? 0) + gap);
    }
    this.#times = times;
    this.#places = places;
    this.width = Math.max(MIN_WIDTH, (places.at(-1) ?? 0) + MIN_GAP);
  }

  /** @returns the x of the nth moment */
  place(index: number): number {
    return itemAt(this.#places, index);
  }

  /** @returns an x between the nth moment and the next, for a moment between them */
  between(index: number, atMs: number): number {
    const from = itemAt(this.#times, index);
    const to = this.#times[index + 1] ?? from;
    const start = this.place(index);
    const end = this.#places[index + 1] ?? this.width;
    return to === from ? start : start + ((end - start) * (atMs - from)) / (to - from);
  }
}
