import * as restate from '@restatedev/restate-sdk';

import { interpret } from './interpreter.ts';
import type { Json } from './json.ts';
import type { Op } from './ops.ts';
import type { Outside } from './outside.ts';
import type { AnyContext } from './wait-ops.ts';

/**
 * The services that all cases run on: one interpreter under many names, a name per set of options. The very same
 * definitions are bound to the simulator and served to the real server.
 */
export function conformanceServices(outside: Outside): readonly Definition[] {
  return [
    object(outside, 'O'),
    object(outside, 'OSuspends', { inactivityTimeout: 150 }),
    object(outside, 'OLazy', { enableLazyState: true }),
    object(outside, 'OForgets', { journalRetention: 0, idempotencyRetention: 0 }),
    object(outside, 'OPauses', { retryPolicy: { ...quickRetries, maxAttempts: 3, onMaxAttempts: 'pause' } }),
    object(outside, 'OKills', { retryPolicy: { ...quickRetries, maxAttempts: 3, onMaxAttempts: 'kill' } }),
    service(outside, 'S'),
    service(outside, 'SSuspends', { inactivityTimeout: 150 }),
    service(outside, 'SAborts', { inactivityTimeout: 150, abortTimeout: 300 }),
    service(outside, 'SExplicit', { explicitCancellation: true }),
    service(outside, 'SPauses', { retryPolicy: { ...quickRetries, maxAttempts: 4, onMaxAttempts: 'pause' } }),
    service(outside, 'SKills', { retryPolicy: { ...quickRetries, maxAttempts: 4, onMaxAttempts: 'kill' } }),
    service(outside, 'SSuspendsKills', {
      inactivityTimeout: 100,
      retryPolicy: { ...quickRetries, exponentiationFactor: 1, maxAttempts: 3, onMaxAttempts: 'kill' },
    }),
    service(outside, 'SMismatchPauses', {
      retryPolicy: { initialInterval: 100, maxAttempts: 3, onMaxAttempts: 'pause' },
    }),
    service(outside, 'SMismatchFails', {
      onJournalMismatchErrors: 'fail',
      retryPolicy: { initialInterval: 100, maxAttempts: 3, onMaxAttempts: 'pause' },
    }),
    service(outside, 'SForgetsSoon', { idempotencyRetention: 1_500, journalRetention: 0 }),
    service(outside, 'SPrivate', { ingressPrivate: true }),
    workflow(outside, 'W'),
    workflow(outside, 'WForgetsSoon', { workflowRetention: 1_500 }),
  ];
}

export type Definition =
  | restate.ServiceDefinition<string, unknown>
  | restate.VirtualObjectDefinition<string, unknown>
  | restate.WorkflowDefinition<string, unknown>;

const quickRetries = { initialInterval: 100, exponentiationFactor: 2, maxInterval: 400 };

type Options = Parameters<typeof restate.workflow>[0]['options'] & Parameters<typeof restate.object>[0]['options'];

function object(outside: Outside, name: string, options: NonNullable<Options> = {}): Definition {
  return restate.object({
    name,
    options,
    handlers: {
      exec: (ctx: restate.ObjectContext, ops: readonly Op[]) => interpret(any(ctx), ops, outside),
      shared: restate.handlers.object.shared((ctx: restate.ObjectSharedContext, ops: readonly Op[]) =>
        interpret(any(ctx), ops, outside),
      ),
      append: async (ctx: restate.ObjectContext, item: Json) => {
        const items = [...((await ctx.get<readonly Json[]>('items')) ?? []), item];
        ctx.set('items', items);
        return items.length;
      },
    },
  });
}

function service(outside: Outside, name: string, options: NonNullable<Options> = {}): Definition {
  return restate.service({
    name,
    options,
    handlers: {
      exec: (ctx: restate.Context, ops: readonly Op[]) => interpret(any(ctx), ops, outside),
      echo: (_ctx: restate.Context, input: Json | undefined) => Promise.resolve(input),
      described: (_ctx: restate.Context, input: Json | undefined) =>
        Promise.resolve(input === undefined ? 'nothing' : 'something'),
    },
  });
}

function workflow(outside: Outside, name: string, options: NonNullable<Options> = {}): Definition {
  return restate.workflow({
    name,
    options,
    handlers: {
      run: (ctx: restate.WorkflowContext, ops: readonly Op[]) => interpret(any(ctx), ops, outside),
      shared: restate.handlers.workflow.shared((ctx: restate.WorkflowSharedContext, ops: readonly Op[]) =>
        interpret(any(ctx), ops, outside),
      ),
    },
  });
}

/** The interpreter does whatever the case's ops say, also what a kind of handler is not typed for. */
function any(ctx: restate.Context): AnyContext {
  return ctx as AnyContext;
}
