import type * as restate from '@restatedev/restate-sdk';

/** Every context has every member at run time, so one type fits all. */
export type AnyContext = restate.ObjectContext & restate.WorkflowContext;

/** Something that user code does wrong, or that only looks wrong. */
export interface Misuse {
  readonly name: string;
  /** The handler `go` of the object `Obj`. */
  readonly body: (ctx: AnyContext) => unknown;
  /** The kind of the finding; undefined when there is none. */
  readonly finds?: string;
}

/** A client of the service `Svc`, whose handler `part` sleeps for a moment. */
export function svc(ctx: AnyContext): { part(...args: unknown[]): restate.InvocationPromise<unknown> } {
  return ctx.serviceClient({ name: 'Svc' } as never);
}

/** A context of another invocation, kept in a variable. */
export interface Kept {
  context: AnyContext | undefined;
}

/** Waits by a timer, as user code may. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    inTimer(resolve, ms);
  });
}

/** Runs code in a timer. */
export function inTimer(code: () => unknown, ms: number): void {
  // oxlint-disable-next-line no-restricted-globals -- user code that arms a timer; it is virtual while it runs
  setTimeout(code, ms);
}
