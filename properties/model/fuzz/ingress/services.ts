import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';
import { plainRequest, type RawRequest } from './conversation.ts';
import type { AnyDefinition } from '../../../../sim/simulation/scenario/scenario.ts';

/** What requests of the fuzzer can reach: a handler for each rule of the ingress about inputs, outputs and failures. */
export function fuzzedServices(): AnyDefinition[] {
  return [plain, object, flow, closed];
}

/** A handler fails with a code that is no status of a final response. */
export const UNSENDABLE_STATUS: RawRequest = plainRequest('POST', '/S/fail', ['content-type: application/json'], '150');

const { handler, object: keyed, workflow } = restate.handlers;

type Context = Pick<restate.Context, 'request'>;

/** The headers that arrive, in their order. */
const headersOf = async (ctx: Context): Promise<string[]> =>
  [...ctx.request().headers].map(([name, value]) => `${name}: ${value}`);

const plain = restate.service({
  name: 'S',
  handlers: {
    echo: async (_ctx: restate.Context, value: unknown): Promise<unknown> => value,
    headers: headersOf,
    undef: async (): Promise<void> => {},
    send: async (): Promise<string> => 'sent',
    nothing: handler({ input: restate.serde.empty }, async (): Promise<string> => 'nothing'),
    schema: handler({ input: restate.serde.schema(z.number()) }, async (_ctx, value: number) => value),
    binary: handler(
      { input: restate.serde.binary, output: restate.serde.binary },
      async (_ctx: restate.Context, bytes: Uint8Array): Promise<Uint8Array> => bytes,
    ),
    any: handler({ accept: '*/*' }, async (): Promise<string> => 'any'),
    text: handler({ accept: 'text/*' }, async (): Promise<string> => 'text'),
    fail: async (_ctx: restate.Context, code: unknown): Promise<never> => {
      const errorCode = typeof code === 'number' ? code : 400;
      throw new restate.TerminalError('refused "é"', { errorCode, metadata: { why: 'because' } });
    },
    breaks: handler({ retryPolicy: { maxAttempts: 1, onMaxAttempts: 'kill' } }, async (): Promise<never> => {
      throw new Error('broken');
    }),
    hidden: handler({ ingressPrivate: true }, async (): Promise<void> => {}),
    hang: async (ctx: restate.Context): Promise<string> => ctx.awakeable<string>().promise,
  },
});

const object = restate.object({
  name: 'O',
  handlers: {
    key: async (ctx: restate.ObjectContext): Promise<string> => ctx.key,
    headers: headersOf,
    send: async (): Promise<string> => 'sent',
    peek: keyed.shared(async (ctx: restate.ObjectSharedContext): Promise<string> => ctx.key),
    hang: async (ctx: restate.ObjectContext): Promise<string> => ctx.awakeable<string>().promise,
  },
});

const flow = restate.workflow({
  name: 'W',
  handlers: {
    run: async (ctx: restate.WorkflowContext, input: unknown): Promise<unknown> => [ctx.key, input],
    ask: workflow.shared(async (ctx: restate.WorkflowSharedContext): Promise<string> => ctx.key),
  },
});

const closed = restate.service({
  name: 'Closed',
  handlers: { call: async (): Promise<void> => {} },
  options: { ingressPrivate: true },
});
