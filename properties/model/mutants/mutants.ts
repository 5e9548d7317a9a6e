import type { Mutant } from './mutant.ts';
import { endingMutants } from './mutants/endings.ts';
import { identityMutants } from './mutants/identity.ts';
import { journalMutants } from './mutants/journal.ts';
import { lockMutants } from './mutants/locks.ts';
import { messageMutants } from './mutants/messages.ts';
import { retryMutants } from './mutants/retries.ts';
import { stateMutants } from './mutants/state.ts';

/** Every broken variant of the model that the proof knows, by what is wrong with it. */
export const mutants: ReadonlyMap<string, Mutant> = new Map(
  [lockMutants, stateMutants, journalMutants, messageMutants, retryMutants, endingMutants, identityMutants].flatMap(
    (topic) => Object.entries(topic),
  ),
);
