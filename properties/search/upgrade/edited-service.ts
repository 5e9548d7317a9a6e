import type { Hints } from '../../../sim/simulation/scenario/hints.ts';

/** How a change arrives in the bench. A roll-back follows a deploy next to the old version, or one in its place. */
export const CELLS = ['new', 'in-place', 'resume', 'rollback', 'rollback in-place'] as const;

export type Cell = (typeof CELLS)[number];

/** A whole service as a team would write it, with changes that the team might make. */
export interface EditedService {
  readonly name: string;
  /** The file of the old version. */
  readonly file: URL;
  /** What clients send. */
  readonly hints: Hints;
  readonly edits: readonly Edit[];
}

/** One change of a service, and what is to be known of its deploy: derived from what was measured on a real server. */
export interface Edit {
  readonly name: string;
  /** Texts of the old version, each of which occurs one time, and what stands there in the new one. */
  readonly replace: readonly (readonly [old: string, next: string])[];
  /** What it breaks; where nothing is named, the deploy is safe. */
  readonly breaks?: readonly Breaks[];
  /** What is silently different: advice. Where nothing is named, nothing is. */
  readonly differs?: readonly { readonly on: readonly Cell[]; readonly what: RegExp }[];
  /** In place of the examples of the service. */
  readonly examples?: Hints['examples'];
}

/** One finding, or the same one on several routes. */
export interface Breaks {
  readonly on: readonly Cell[];
  /** Routes on which it takes another fault at the right moment, so that it is found or not. */
  readonly rarely?: readonly Cell[];
  /** `Service/handler`. */
  readonly handler: string;
  /** The kind of the finding. */
  readonly kind: string;
  /** For handlers in flight: where a deploy is safe and from where on it is not, in the words of the command. */
  readonly points?: Readonly<Record<string, string | RegExp>>;
  /**
   * The same on the route `resume`, where it differs: what runs is paused only when it next waits, so what it stores until then counts.
   */
  readonly resumed?: Readonly<Record<string, string | RegExp>>;
  /** A part of the one line of the old version that the story names. */
  readonly old?: string;
  /** A part of the one line of the new version that the story names. */
  readonly next?: string;
  /** Requests in the shortest story. Default: one, and a second one that the new version gets before a roll-back next to it. */
  readonly operations?: number;
}

/** The routes on which what is in flight meets other code. */
export const MOVED = ['in-place', 'resume'] as const satisfies readonly Cell[];
