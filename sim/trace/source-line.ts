/** A line of the user's code that issued a command or threw an error. */
export interface SourceLine {
  readonly invocation: string;
  readonly attempt: number;
  /** Number of the command in the journal, the input being 0; absent for the error that ended the attempt. */
  readonly entry?: number;
  /** `src/bank.ts:31`, relative to the working directory. */
  readonly line: string;
}

export type SourceListener = (line: SourceLine) => void;
