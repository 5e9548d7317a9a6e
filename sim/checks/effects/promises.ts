import type { Target } from '../../journal/command.ts';

/** What a scenario declares about an effect, in addition to what is checked for every effect. */
export interface EffectPromises {
  /**
   * The outside system refuses a stale caller, by a version or a fencing token. Then an effect of an attempt that has lost
   * its key is a breach. Without it such an effect can happen in production too, and is reported as advice.
   */
  readonly fenced?: boolean;
  /** Whether an invocation that succeeded must have made this effect happen, itself or through its calls. */
  readonly owedBy?: (succeeded: Succeeded) => boolean;
  /** Names of effects that must have happened before this one, in the same operation. */
  readonly after?: readonly string[];
  /** Name of the effect that undoes this one: an operation that failed must have made it happen as often. */
  readonly compensatedBy?: string;
}

/** An invocation that succeeded, as `owedBy` gets it. */
export interface Succeeded {
  readonly target: Target;
  /** What the handler returned, decoded from JSON; undefined for nothing. */
  readonly output: unknown;
}
