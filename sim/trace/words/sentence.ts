/**
 * One event in words: who acts, and what happens. The story of a terminal and the sentences of a report are two renderings
 * of it.
 */
export interface Sentence {
  /** Who acts, or what it happens to. */
  readonly actor: Actor;
  /** The part of the actor that the sentence is about, such as `attempt 2` or `run "charge"`; absent: the actor itself. */
  readonly subject?: string;
  /** What happens, in the present tense and without a period: `calls Account/ann/debit(5)`. */
  readonly predicate: string;
  /** More, for a reader with room: a clause, or a remark in brackets. A story leaves it out. */
  readonly detail?: string;
  /** How much it says about a finding, from 0 to 100. A story leaves 0 out, unless the event shows the finding. */
  readonly weight: number;
}

/** An invocation by its stable address, or anything else by its name. */
export type Actor = { readonly invocation: string } | { readonly name: string };

/** The weight of a sentence that every story keeps. */
export const MUST_SHOW = 100;
