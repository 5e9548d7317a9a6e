import type { Agenda, Step } from './agenda.ts';
import { invariant, UsageError } from './errors.ts';

/** What a choice is about. Each kind is drawn from a stream of its own. */
export type ChoiceKind =
  | 'step'
  | 'trouble'
  | 'operator'
  | 'jitter'
  | 'latency'
  | 'effect'
  | 'partitions'
  | 'second'
  | 'queue'
  | 'skew'
  | 'sweep'
  | 'outside';

/** One decision as it is recorded: what it was about, how many options there were, which one was taken (0 is quiet). */
export interface Choice {
  readonly kind: ChoiceKind;
  readonly address: string;
  readonly options: number;
  readonly chosen: number;
}

/**
 * Where decisions come from: a strategy's dice, a recorded plan, or always the quiet option. {@link Choices} records
 * what it returns, so that any run can be repeated, and refuses what is not an option.
 */
export interface Decider {
  /**
   * Picks the step that moves next.
   * @param agenda holds at least one step
   * @param mayAdvance whether letting time pass is possible too
   * @returns the index of a step on the agenda, or `agenda.size` for letting time pass
   */
  step(agenda: Agenda, mayAdvance: boolean): number;
  /** @param options how many alternatives there are, at least 2 @returns the index of one of them; 0 is the quiet one */
  pick(kind: ChoiceKind, address: string, options: number): number;
  /** Called instead of {@link pick} once faults are frozen: only what a plan says counts then. Absent: always quiet. */
  planned?(kind: ChoiceKind, address: string, options: number): number;
  /** A step is about to be taken, chosen or not; undefined means that time passes. */
  moved?(step: Step | undefined): void;
}

/** The decider of the plain sequential run: first in line, no fault, shortest time. */
export const quiet: Decider = { step: () => 0, pick: () => 0 };

/** The single source of everything that could go differently in production. */
export class Choices {
  readonly #decider: Decider;
  readonly #record: Choice[] | undefined;

  /** @param record where decisions are written; absent: nowhere */
  constructor(decider: Decider, record?: Choice[]) {
    this.#decider = decider;
    this.#record = record;
  }

  /**
   * Chooses the step that moves next.
   * @returns its index on the agenda; `agenda.size` only when time may pass and is to pass
   * @throws {UsageError} when the decider returns anything else
   */
  step(agenda: Agenda, mayAdvance: boolean): number {
    invariant(agenda.size > 0, () => 'A step was to be chosen from an empty agenda.');
    const options = agenda.size + (mayAdvance ? 1 : 0);
    if (options === 1) return 0;
    const chosen = this.#decider.step(agenda, mayAdvance);
    checkChoice('step', `${agenda.at(0).address}, ...`, chosen, options);
    this.#record?.push({
      kind: 'step',
      address: chosen < agenda.size ? agenda.at(chosen).address : 'time',
      options,
      chosen,
    });
    return chosen;
  }

  /** Notifies the decider that a step is about to be taken; undefined means that time passes. */
  moved(step: Step | undefined): void {
    this.#decider.moved?.(step);
  }

  /**
   * Chooses one of the values; the first is the quiet one. A single value needs no decision.
   * @param frozen true once nothing new may go wrong, unless a plan says so
   * @throws {UsageError} when the decider returns what is not an index of the values
   */
  of<T>(kind: ChoiceKind, address: string, values: readonly [T, ...T[]], frozen: boolean = false): T {
    if (values.length === 1) return values[0];
    const chosen = frozen
      ? (this.#decider.planned?.(kind, address, values.length) ?? 0)
      : this.#decider.pick(kind, address, values.length);
    checkChoice(kind, address, chosen, values.length);
    if (chosen !== 0) this.#record?.push({ kind, address, options: values.length, chosen });
    // There is a value at each index below the length; whether it is undefined is up to T.
    return values[chosen] as T;
  }
}

/** Deciders are given by users too, and a choice that is recorded but not taken could not be repeated. */
function checkChoice(kind: ChoiceKind, address: string, chosen: number, options: number): void {
  if (Number.isInteger(chosen) && chosen >= 0 && chosen < options) return;
  throw new UsageError(
    'INVALID_CHOICE',
    `The decider returned ${String(chosen)} for the choice "${kind} ${address}", which takes an integer from 0 to ` +
      `${options - 1}. This is a fault of the given decider, or of restate-sim where none was given.`,
  );
}
