import type { PlannedOperation } from '../faults/plan.ts';

/** One request that a client may make, without a name and a client. */
export type OperationSpec = Omit<PlannedOperation, 'id' | 'client' | 'troubles'>;
