/** What a reader wants to know about a defect beside its story; written by hand, in the order of the guide. */
export interface Explanation {
  /** Name of the listing: the scenario's, up to one of its commas or whole. */
  readonly listing: string;
  readonly invariant: string;
  /** Handler and kind of the breach, or one of them, where one invariant is broken in more than one way. */
  readonly where?: string | readonly string[];
  /** The line of the listing that is responsible. */
  readonly line: string;
  readonly consequence: string;
  readonly hardened: string;
}

/** The line that three listings share, and what stands in its place. */
export const closure = 'restate.Run(ctx, func(…) { now = time.Now(); return restate.Void{}, nil })';
export const closureHow =
  'The instant is the result of a journaled read (`ctx.date.now()`), so a replay is given the same one.';

export const mismatch = 'endless retry: journal mismatch';
export const absent = 'endless retry: KeyNotFound';
