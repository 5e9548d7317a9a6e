import type { EngineName } from '../../../attempt/engines.ts';

/** The standing of a finding after its plan was run again. */
export type Standing = 'confirmed' | 'not repeatable' | 'simulator fault' | 'advice';

/** The result of running a finding's plan again, on the engine that found it and on the other one. */
export interface Confirmation {
  readonly standing: Standing;
  /** What was run, the result, and what follows from it. */
  readonly words: string;
  /** Both traces as the contents of files, if the engines diverge. */
  readonly traces?: Readonly<Record<EngineName, string>>;
}
