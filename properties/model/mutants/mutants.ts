import type { Mutant } from './mutant.ts';
import { endingMutants } from './broken-rules/endings.ts';
import { identityMutants } from './broken-rules/identity.ts';
import { journalMutants } from './broken-rules/journal.ts';
import { lockMutants } from './broken-rules/locks.ts';
import { messageMutants } from './broken-rules/messages.ts';
import { retryMutants } from './broken-rules/retries.ts';
import { stateMutants } from './broken-rules/state.ts';

/** Every broken variant of the model that the proof knows, by what is wrong with it. */
export const mutants: ReadonlyMap<string, Mutant> = new Map(
  [lockMutants, stateMutants, journalMutants, messageMutants, retryMutants, endingMutants, identityMutants].flatMap(
    (topic) => Object.entries(topic),
  ),
);
