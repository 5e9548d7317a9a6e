import type { Tone } from '../data/tones.ts';

/** The lane that a mark belongs to. */
export type LaneName = `world` | `client ${string}` | `invocation ${string}` | `effect ${string}`;

/** Shapes that distinguish marks without colour. */
export type Shape =
  | 'box'
  | 'replay'
  | 'zigzag'
  | 'diamond'
  | 'dot'
  | 'ring'
  | 'start'
  | 'end'
  | 'cross'
  | 'pause'
  | 'clock'
  | 'work'
  | 'gap';

/** One mark of one event. `x` and `y` are its centre. */
export interface Mark {
  readonly step: number;
  readonly seq: number;
  readonly shape: Shape;
  readonly tone: Tone;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly label: string;
  /** Said below it: a change of state, a result. */
  readonly note: string;
  /** Of an attempt that the server had given up. */
  readonly ghost: boolean;
  /** Entries that are replayed. */
  readonly entries: number;
}

/** A stretch of time on a lane. */
export interface Bar {
  readonly kind:
    'attempt' | 'zombie' | 'alive' | 'queued' | 'suspended' | 'backoff' | 'pending' | 'lock' | 'waiter' | 'open';
  readonly x: number;
  readonly to: number;
  readonly y: number;
  readonly height: number;
  readonly label: string;
  readonly invocation: string;
}

export interface Arrow {
  readonly kind: 'request' | 'call' | 'send' | 'answer' | 'effect' | 'signal';
  readonly step: number;
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  /** What it brings comes later, or not at all. */
  readonly dashed: boolean;
}

/** Lanes that belong together: an object key, a service, the clients, the outside world. */
export interface Band {
  readonly name: string;
  readonly kind: BandKind;
  readonly y: number;
  readonly height: number;
  readonly lanes: readonly { readonly y: number; readonly label: string }[];
  readonly lockY: number | undefined;
}

export type BandKind = 'world' | 'clients' | 'key' | 'service' | 'outside';

export interface Column {
  readonly step: number;
  readonly x: number;
  readonly width: number;
}

/** Steps in a row that are not drawn. */
export interface Fold {
  readonly x: number;
  readonly width: number;
  readonly count: number;
}

/** The name of an invocation, where it begins. */
export interface Label {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly invocation: string;
}

/** A reading of virtual time on the ruler. */
export interface Tick {
  readonly x: number;
  readonly atMs: number;
  /** Time that passed since the tick before; undefined for the first. */
  readonly passedMs: number | undefined;
}

/** Where other code arrives: what is to the right of it runs next to that code, or on it. */
export interface Seam {
  readonly step: number;
  readonly x: number;
  readonly label: string;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  readonly folds: readonly Fold[];
  readonly bands: readonly Band[];
  readonly bars: readonly Bar[];
  readonly marks: readonly Mark[];
  readonly arrows: readonly Arrow[];
  readonly ticks: readonly Tick[];
  readonly labels: readonly Label[];
  readonly seams: readonly Seam[];
  /** Steps that are not drawn. */
  readonly folded: number;
}

export const RULER_HEIGHT = 34;
export const BAND_HEADER = 20;
export const INVOCATION_LANE = 54;
export const PLAIN_LANE = 32;
export const LOCK_HEIGHT = 13;
export const WAITER_HEIGHT = 11;
export const BOX_HEIGHT = 20;
/** Characters of a note below a mark, at most. */
export const MAX_NOTE_LENGTH = 22;
const CHARACTER_WIDTH = 6.3;

/** Width of a string in the small fixed-width font of the diagram. */
export function textWidth(text: string): number {
  return Array.from(text).length * CHARACTER_WIDTH;
}
