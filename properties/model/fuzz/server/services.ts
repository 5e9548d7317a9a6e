import * as restate from '@restatedev/restate-sdk';
import { helper } from '../engines/helper.ts';
import { Interpreter } from '../engines/interpreter.ts';
import type { Program } from '../engines/program.ts';

/** Programs that run on the same services, by their tags. */
export type Programs = Map<string, Program>;

/** The services of all sequential programs: which one a handler runs stands in its input. */
export function taggedServices(
  programs: Programs,
  inactivityTimeout?: number,
): restate.ServiceDefinition<string, unknown>[] {
  const reached = new Map<string, number>();
  const effect = (): Promise<never> => Promise.reject(new Error('sequential programs reach for nothing outside'));
  const body = (slot: number) => (ctx: unknown, input: readonly unknown[]) => {
    const tag = String(input[2]);
    const handler = programs.get(tag)?.handlers[slot];
    if (handler === undefined) throw new restate.TerminalError(`there is no program ${tag}`);
    return new Interpreter(ctx, slot, input, { effect, reached, tag }).run(handler);
  };
  const { object, workflow } = restate.handlers;
  const options = {
    ...(inactivityTimeout !== undefined && { inactivityTimeout }),
    retryPolicy: { initialInterval: 20, maxInterval: 20, maxAttempts: 3, onMaxAttempts: 'kill' as const },
  };
  return [
    restate.object({
      name: 'Obj',
      handlers: { write: object.exclusive(options, body(0)), read: object.shared(options, body(5)) },
    }),
    restate.service({ name: 'Svc', handlers: { work: restate.handlers.handler(options, body(1)) } }),
    restate.workflow({
      name: 'Flow',
      handlers: { run: workflow.workflow(options, body(2)), query: workflow.shared(options, body(3)) },
    }),
    restate.object({ name: 'Other', handlers: { write: object.exclusive(options, body(4)) } }),
    helper,
  ];
}
