import { advice } from './advice/advice.ts';
import { servedInOrder } from './arrival-order.ts';
import { assertionsHold } from './assertions.ts';
import { oneWriterPerKey } from './exclusivity.ts';
import type { Invariant } from './invariant.ts';
import { everythingSettles } from './liveness/settles.ts';
import { replayIsFaithful } from './replay/replay.ts';
import { sharedHandlersOnlyRead } from './shared-reads.ts';

/** The invariants that every scenario is checked against. */
export const BUILT_IN: readonly Invariant[] = [
  oneWriterPerKey,
  servedInOrder,
  sharedHandlersOnlyRead,
  replayIsFaithful,
  everythingSettles,
  assertionsHold,
  advice,
];
