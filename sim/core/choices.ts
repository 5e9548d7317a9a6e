import type { Agenda, Step } from './agenda.ts';

/** What a choice is about. Each kind is drawn from a stream of its own. */
export type ChoiceKind =
  'step' | 'trouble' | 'jitter' | 'latency' | 'effect' | 'partitions' | 'skew' | 'sweep' | 'drift';

/** One decision as it is recorded: what it was about, how many options there were, which one was taken (0 is quiet). */
export interface Choice {
  readonly kind: ChoiceKind;
  readonly address: string;
  readonly options: number;
  readonly chosen: number;
}

/**
 * Where decisions come from: a strategy's dice, a recorded plan, or always the quiet option. Whatever it answers is
 * recorded by {@link Choices}, so any run can be repeated.
 */
export interface Decider {
  /**
   * Picks the step that moves next.
   * @param agenda holds at least one step
   * @param mayAdvance whether letting time pass is possible too
   * @returns a place in line, or `agenda.size` for letting time pass
   */
  step(agenda: Agenda, mayAdvance: boolean): number;
  /** Picks one of `options` (at least 2) alternatives; 0 is the quiet one. */
  pick(kind: ChoiceKind, address: string, options: number): number;
  /** Asked instead of {@link pick} once faults are frozen: only what a plan says counts then. Absent: always quiet. */
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

  /** @param record where to write decisions; without it they are only made */
  constructor(decider: Decider, record?: Choice[]) {
    this.#decider = decider;
    this.#record = record;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    const options = agenda.size + (mayAdvance ? 1 : 0);
    if (options === 1) return 0;
    const chosen = this.#decider.step(agenda, mayAdvance);
    this.#record?.push({
      kind: 'step',
      address: chosen < agenda.size ? agenda.at(chosen).address : 'time',
      options,
      chosen,
    });
    return chosen;
  }

  /** Tells whoever decides that a step is about to be taken; undefined means that time passes. */
  moved(step: Step | undefined): void {
    this.#decider.moved?.(step);
  }

  /**
   * @param frozen true once nothing new shall go wrong, so that only a plan may still say otherwise
   * @returns one of the values; the first is the quiet one. A single value needs no decision.
   */
  of<T>(kind: ChoiceKind, address: string, values: readonly [T, ...T[]], frozen: boolean = false): T {
    if (values.length === 1) return values[0];
    const chosen = frozen
      ? (this.#decider.planned?.(kind, address, values.length) ?? 0)
      : this.#decider.pick(kind, address, values.length);
    if (chosen !== 0) this.#record?.push({ kind, address, options: values.length, chosen });
    return values[chosen] ?? values[0];
  }
}
