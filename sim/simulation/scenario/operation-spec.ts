import type { Json } from '../faults/plan.ts';

/** One request that a client may make, without a name and a client. */
export interface OperationSpec {
  readonly kind: 'call' | 'send';
  readonly service: string;
  readonly handler: string;
  readonly key?: string;
  readonly input?: Json;
  readonly idempotencyKey?: string;
  readonly delayMs?: number;
  readonly afterMs?: number;
}
