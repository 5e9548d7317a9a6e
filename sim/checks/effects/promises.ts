import type { Target } from '../../journal/command.ts';

/** What a scenario declares about an effect, beyond what is checked of every effect. */
export interface EffectPromises {
  /**
   * The outside world refuses whoever has been overtaken, by a version or a fencing token. Then an effect of an attempt
   * that had lost its key is wrong; without it that is real, nobody's fault, and only worth advice.
   */
  readonly fenced?: boolean;
  /** Whether an invocation that ended well must have made this effect happen, itself or through what it called. */
  readonly owedBy?: (ended: EndedWell) => boolean;
  /** Names of effects that must have happened before this one, in the same operation. */
  readonly after?: readonly string[];
  /** Name of the effect that undoes this one: an operation that failed must have made it happen as often. */
  readonly compensatedBy?: string;
}

/** An invocation that ended well, as `owedBy` sees it. */
export interface EndedWell {
  readonly target: Target;
  /** What the handler returned, decoded from JSON; undefined for nothing. */
  readonly output: unknown;
}
