import * as restate from '@restatedev/restate-sdk';

import type { Json } from './json.ts';
import type { Input, MessageOp } from './ops.ts';
import { inputSerde, type AnyContext } from './wait-ops.ts';

/** Sends what the op asks for; waits only for an invocation id, and only if it is wanted. */
export async function sendMessage(ctx: AnyContext, op: MessageOp): Promise<Json | undefined> {
  switch (op.op) {
    case 'send': {
      const handle = ctx.genericSend<Input | undefined>({
        service: op.target.service,
        method: op.target.handler,
        ...(op.target.key === undefined ? {} : { key: op.target.key }),
        ...(op.target.scope === undefined ? {} : { scope: op.target.scope }),
        ...(op.target.limitKey === undefined ? {} : { limitKey: op.target.limitKey }),
        parameter: op.input,
        inputSerde,
        ...(op.delayMs === undefined ? {} : { delay: op.delayMs }),
        ...(op.idempotencyKey === undefined ? {} : { idempotencyKey: op.idempotencyKey }),
      });
      return op.wantId === true ? handle.invocationId : undefined;
    }
    case 'cancel':
      ctx.cancel(restate.InvocationIdParser.fromString(op.id));
      return undefined;
    case 'resolveAwakeable':
      ctx.resolveAwakeable(op.id, op.value);
      return undefined;
    case 'rejectAwakeable':
      ctx.rejectAwakeable(op.id, op.reason);
      return undefined;
    case 'sendSignal':
      ctx.invocation(restate.InvocationIdParser.fromString(op.id)).signal<Json>(op.name).resolve(op.value);
      return undefined;
    default:
      return op satisfies never;
  }
}
