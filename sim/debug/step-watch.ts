import type { Agenda, Step } from '../core/agenda.ts';
import type { ChoiceKind, Decider } from '../core/choices.ts';
import { StepNames } from '../search/record/step-names.ts';
import type { JournalPoint } from '../simulation/faults/planned-troubles.ts';

/** What was known when one step was chosen, and what was decided in it. */
export interface WatchedStep {
  /** The steps that were possible, by name; empty where there was only one. */
  readonly ready: readonly string[];
  /** Whether time could have passed instead. */
  readonly mayAdvance: boolean;
  /** The other choices that were made in the step. */
  readonly picks: readonly WatchedPick[];
  /** The journal points that the step reached: a fault can be injected at each. */
  readonly points: readonly JournalPoint[];
}

/** A choice in a step: what it was about, how many options there were, and which one was taken; 0 is the quiet one. */
export interface WatchedPick {
  readonly kind: ChoiceKind;
  readonly address: string;
  readonly options: number;
  readonly chosen: number;
}

interface Open {
  ready: readonly string[];
  mayAdvance: boolean;
  readonly picks: WatchedPick[];
  readonly points: JournalPoint[];
}

const NOTHING_ASKED = { ready: [], mayAdvance: false };

/** Lets another decider choose, and keeps for each step what else was possible. */
export class StepWatch implements Decider {
  readonly steps: WatchedStep[] = [];
  readonly #decider: Decider;
  readonly #names = new StepNames();
  #asked: Pick<WatchedStep, 'ready' | 'mayAdvance'> = NOTHING_ASKED;
  #open: Open | undefined;

  constructor(decider: Decider) {
    this.#decider = decider;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    const ready = Array.from({ length: agenda.size }, (_, place) => this.#names.of(agenda.at(place)));
    this.#asked = { ready, mayAdvance };
    return this.#decider.step(agenda, mayAdvance);
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picked(kind, address, options, this.#decider.pick(kind, address, options));
  }

  planned(kind: ChoiceKind, address: string, options: number): number {
    return this.#picked(kind, address, options, this.#decider.planned?.(kind, address, options) ?? 0);
  }

  moved(step: Step | undefined): void {
    this.#decider.moved?.(step);
    if (step !== undefined) this.#names.take(step);
  }

  /** A step is about to be taken. */
  readonly begin = (): void => {
    this.#open = { ...this.#asked, picks: [], points: [] };
    this.steps.push(this.#open);
    this.#asked = NOTHING_ASKED;
  };

  /** A journal point was reached. */
  readonly reached = (point: JournalPoint): void => void this.#open?.points.push(point);

  #picked(kind: ChoiceKind, address: string, options: number, chosen: number): number {
    this.#open?.picks.push({ kind, address, options, chosen });
    return chosen;
  }
}
