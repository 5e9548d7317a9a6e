import { livenessMutants } from './mutants/liveness.ts';
import { outsideMutants } from './mutants/outside.ts';
import { replayMutants } from './mutants/replay.ts';
import { stateMutants } from './mutants/state.ts';

/** A planted bug in a check: one expression of its source, changed. */
export interface CheckMutant {
  /** What it gets wrong. */
  readonly name: string;
  /** File under `sim/checks/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Group of worlds that must notice. */
  readonly worlds: string;
  /** The export of the entry file that is the check, and how to make one with the options of a world. */
  readonly entry: string;
}

/** At least two for each check, and one for each rule that it has. */
export const MUTANTS: readonly CheckMutant[] = [
  ...stateMutants,
  ...livenessMutants,
  ...replayMutants,
  ...outsideMutants,
];
