import * as restate from '@restatedev/restate-sdk';

import type { Json } from './json.ts';
import type { Input, OutsideOp, RunRetry, WaitOp } from './ops.ts';
import type { Outside } from './outside.ts';
import { doOutside } from './outside-ops.ts';

/** One interpreter serves all kinds of handlers; the SDK has one context class for all of them, too. */
export type AnyContext = restate.WorkflowContext & restate.internal.ContextInternal;

/** The SDK declares it for `any`, which the strictest compiler options refuse. */
export const inputSerde = restate.serde.json as restate.Serde<Input | undefined>;
const outputSerde = restate.serde.json as restate.Serde<Json | undefined>;

/** Issues what the op asks for and hands back its promise, un-awaited. */
export function beginWait(ctx: AnyContext, op: WaitOp, outside: Outside): restate.RestatePromise<unknown> {
  switch (op.op) {
    case 'sleep':
      return ctx.sleep(op.ms);
    case 'run':
      return ctx.run(op.name, () => doSteps(outside, op.steps, ctx.request().id), runOptions(op.retry));
    case 'call':
      return ctx.genericCall<Input | undefined, Json | undefined>({
        service: op.target.service,
        method: op.target.handler,
        ...(op.target.key === undefined ? {} : { key: op.target.key }),
        ...(op.target.scope === undefined ? {} : { scope: op.target.scope }),
        ...(op.target.limitKey === undefined ? {} : { limitKey: op.target.limitKey }),
        parameter: op.input,
        inputSerde,
        outputSerde,
        ...(op.idempotencyKey === undefined ? {} : { idempotencyKey: op.idempotencyKey }),
      });
    case 'signal':
      return ctx.signal<Json>(op.name);
    case 'promise':
      return ctx.promise<Json>(op.name).get();
    case 'attach':
      return ctx.attach<Json>(restate.InvocationIdParser.fromString(op.id));
    case 'cancellation':
      return ctx.cancellation();
    default:
      return op satisfies never;
  }
}

/** The closure's result is the last thing that its steps produced. */
async function doSteps(outside: Outside, steps: readonly OutsideOp[], invocation: string): Promise<Json> {
  let result: Json = null;
  for (const step of steps) result = (await doOutside(outside, step, invocation)) ?? result;
  return result;
}

/** Without any option the server's retry policy applies, so an absent policy must stay absent. */
function runOptions(retry: RunRetry | undefined): restate.RunOptions<Json> {
  return retry === undefined ? {} : { ...retry };
}
