import * as restate from '@restatedev/restate-sdk';
import type { WorkflowContext } from '@restatedev/restate-sdk';
import type { BoundHandler } from '../definition.ts';
import { FakeEngine } from '../fake/engine.ts';
import { SmallServer, boundHandler } from './small-server.ts';
import type { SmallServerOptions } from './small-server.ts';

/** A handler for tests. Every context has every member at run time, so one type fits all. */
export type Body = (ctx: WorkflowContext, input: never) => unknown;

/** @returns the body as an exclusive handler of an object `O`. */
export function exclusive(body: Body, options: object = {}): BoundHandler {
  return boundHandler(restate.object({ name: 'O', handlers: { h: body as never }, options }));
}

/** @returns a server that has run one attempt of the body and completed every command at once. */
export function run(
  body: Body,
  options: SmallServerOptions & { readonly service?: object } = {},
): Promise<SmallServer> {
  return server(body, options).runAttempt();
}

/** @returns a server for the body; nothing runs yet. */
export function server(body: Body, options: SmallServerOptions & { readonly service?: object } = {}): SmallServer {
  return new SmallServer(new FakeEngine(), exclusive(body, options.service), options);
}
