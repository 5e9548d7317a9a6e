import type { Agenda, Step } from '../core/agenda.ts';
import type { ChoiceKind, Decider } from '../core/choices.ts';
import { StepNames } from '../search/record/step-names.ts';
import type { JournalPoint } from '../simulation/faults/planned-troubles.ts';

/** Steps that could have come next which are kept of a choice, at most. */
const MAX_READY = 40;

/** What was known when one step was chosen, and what was decided in it. */
export interface WatchedStep {
  /** The steps that were possible, by name, at most {@link MAX_READY}; empty where there was only one. */
  readonly ready: readonly string[];
  /** How many possible steps are not in `ready`. */
  readonly more: number;
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
  more: number;
  mayAdvance: boolean;
  readonly picks: WatchedPick[];
  readonly points: JournalPoint[];
}

const NOTHING_ASKED = { ready: [], more: 0, mayAdvance: false };

/** Lets another decider choose, and keeps for each step what else was possible. */
export class StepWatch implements Decider {
  readonly steps: WatchedStep[] = [];
  readonly #decider: Decider;
  readonly #names = new StepNames();
  #asked: Pick<WatchedStep, 'ready' | 'more' | 'mayAdvance'> = NOTHING_ASKED;
  #open: Open | undefined;

  constructor(decider: Decider) {
    this.#decider = decider;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    const ready: string[] = [];
    for (let place = 0; place < Math.min(agenda.size, MAX_READY); place++) {
      ready.push(this.#names.of(agenda.at(place)));
    }
    this.#asked = { ready, more: agenda.size - ready.length, mayAdvance };
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
