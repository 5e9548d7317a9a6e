import type { EngineName } from '../../../attempt/engines.ts';

/** What a finding is worth, once it was run again. */
export type Standing = 'confirmed' | 'not repeatable' | 'simulator fault' | 'advice';

/** What came of running a finding's plan again: on the engine that found it, and on the other one. */
export interface Confirmation {
  readonly standing: Standing;
  /** What was run, what it showed, and what follows from that. */
  readonly words: string;
  /** Both traces as texts of files, where the engines go different ways. */
  readonly traces?: Readonly<Record<EngineName, string>>;
}
