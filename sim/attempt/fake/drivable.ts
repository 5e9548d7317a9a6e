import type { Tree } from './results.ts';

/** What the executor drives: a promise of ours, or one of the SDK's combinators over such promises. */
export interface Drivable {
  /** Takes its result from the state machine, if that is ready. */
  tryComplete(): Promise<void>;
  /** What is still missing; null when nothing is. */
  unresolvedFuture(): Tree | null;
  tryCancel(): void;
  /** Set by promises of ours only: true once the result was taken. */
  readonly isTaken?: boolean;
}
