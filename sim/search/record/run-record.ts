import type { Step } from '../../core/agenda.ts';
import type { Choice } from '../../core/choices.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { LoopListener } from '../../simulation/run/loop.ts';
import type { TraceEvent } from '../../trace/event.ts';
import { StepNames } from './step-names.ts';

/** One step of a recorded run. */
export interface RecordedStep {
  /** Unique in the run; {@link TIME} and a number for the passing of time. */
  readonly name: string;
  readonly chain: string;
  /** What it touched: its declared footprint, and that of a trouble that was injected in it. */
  footprint: Footprint;
  /** Whether it is the passing of time, which is ordered with all other steps. */
  readonly isTime: boolean;
  /** Index in the trace of the first event that it caused. */
  readonly firstEvent: number;
}

/** The names of steps in which time passes begin with this. */
export const TIME = 'time';

const TIME_FOOTPRINT: Footprint = { reads: [], writes: ['world'] };

/** Records the steps of a run, in order, with their footprints. */
export class RunRecord implements LoopListener {
  readonly steps: RecordedStep[] = [];
  /** The choices that were not quiet, except for the order of steps. */
  readonly choices: Choice[] = [];
  readonly #names = new StepNames();
  #events = 0;
  #times = 0;

  readonly beforeStep = (step: Step | undefined): void => {
    this.steps.push(
      step === undefined
        ? {
            name: `${TIME} ${++this.#times}`,
            chain: TIME,
            footprint: TIME_FOOTPRINT,
            isTime: true,
            firstEvent: this.#events,
          }
        : {
            name: this.#names.take(step),
            chain: step.chain,
            footprint: step.footprint,
            isTime: false,
            firstEvent: this.#events,
          },
    );
  };

  readonly see = (event: TraceEvent): void => {
    this.#events++;
    if (event.type !== 'trouble') return;
    const step = this.steps.at(-1);
    if (step !== undefined) step.footprint = union(step.footprint, event.footprint);
  };
}

export function union(a: Footprint, b: Footprint): Footprint {
  if (a === b) return a;
  return { reads: [...new Set([...a.reads, ...b.reads])], writes: [...new Set([...a.writes, ...b.writes])] };
}
