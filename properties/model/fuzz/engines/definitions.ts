import * as restate from '@restatedev/restate-sdk';
import type { Program } from './program.ts';

/** Options of a handler, of those that any kind may have. */
export type Options = restate.ObjectHandlerOpts<unknown, unknown>;

/** Options of services of each kind. */
type Shared = Pick<NonNullable<Parameters<typeof restate.service>[0]['options']>, 'retryPolicy'>;

type Run = (ctx: unknown, input: unknown) => Promise<unknown>;

/**
 * The services of a program, by their slots.
 * @param options of the handler of a slot
 * @param body runs the handler of a slot
 * @param nameOf the name under which a service is deployed
 * @param shared options of the services
 */
export function definitionsOf(
  { handlers }: Program,
  options: (slot: number) => Options,
  body: (slot: number) => Run,
  nameOf: (service: string) => string = (service) => service,
  shared: Shared = {},
): Definition[] {
  const { object, workflow, handler } = restate.handlers;
  const named = <T>(slot: number, name: string, made: T): Record<string, T> => ({
    [handlers[slot]?.isRenamed ? `${name}2` : name]: made,
  });
  return [
    restate.object({
      name: nameOf('Obj'),
      options: shared,
      handlers: {
        ...named(0, 'write', object.exclusive(options(0), body(0))),
        ...named(5, 'read', object.shared(options(5), body(5))),
      },
    }),
    restate.service({
      name: nameOf('Svc'),
      options: shared,
      handlers: named(1, 'work', handler(withoutState(options(1)), body(1))),
    }),
    restate.workflow({
      name: nameOf('Flow'),
      options: shared,
      handlers: {
        run: workflow.workflow(options(2), body(2)),
        ...named(3, 'query', workflow.shared(options(3), body(3))),
      },
    }),
    restate.object({
      name: nameOf('Other'),
      options: shared,
      handlers: named(4, 'write', object.exclusive(options(4), body(4))),
    }),
  ];
}

type Definition =
  | restate.ServiceDefinition<string, unknown>
  | restate.VirtualObjectDefinition<string, unknown>
  | restate.WorkflowDefinition<string, unknown>;

function withoutState(options: Options): restate.ServiceHandlerOpts<unknown, unknown> {
  const { enableLazyState, ...rest } = options;
  return enableLazyState === undefined ? options : rest;
}
