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
  /** What it touched: what it declared, and what a trouble that struck in it touched. */
  footprint: Footprint;
  /** Time passed; everything is ordered against it. */
  readonly isTime: boolean;
  /** Events it caused, as the place in the trace of the first one. */
  readonly firstEvent: number;
}

/** The names that the passing of time has among the steps begin with this. */
export const TIME = 'time';

const TIME_FOOTPRINT: Footprint = { reads: [], writes: ['world'] };

/** Writes down which steps a run took, in order, with what each of them touched. */
export class RunRecord implements LoopListener {
  readonly steps: RecordedStep[] = [];
  /** Choices other than the order of steps that were not quiet. */
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
