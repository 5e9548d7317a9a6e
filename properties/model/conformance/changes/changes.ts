import type { Change } from './change.ts';
import { flowChanges } from './flow.ts';
import { messageChanges } from './messages.ts';
import { runChanges } from './runs.ts';
import { stateChanges } from './state.ts';
import { waitChanges } from './waits.ts';

/** The change matrix of docs/internals/upgrade-semantics.md. */
export const changes: readonly Change[] = [
  ...runChanges,
  ...messageChanges,
  ...waitChanges,
  ...stateChanges,
  ...flowChanges,
];
