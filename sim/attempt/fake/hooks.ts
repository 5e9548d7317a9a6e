import type { Hooks, HooksProvider, Request } from '@restatedev/restate-sdk';
import type { BoundHandler } from '../definition.ts';
import { CommandFailure } from './failure.ts';
import type { AttemptRequest } from './request.ts';
import { ensureError } from './user-error.ts';
import type { Vm } from './vm.ts';

type Next = () => Promise<void>;

/** The hooks of one attempt, each kind composed into one interceptor; the first is outermost. */
export interface Interceptors {
  handler(next: Next): Promise<void>;
  run(name: string, next: Next): Promise<void>;
}

/** The hooks of one attempt. They are made when its handler starts; until then closures run without. */
export class AttemptHooks {
  readonly #handler: BoundHandler;
  readonly #request: AttemptRequest;
  readonly #vm: Vm;
  #interceptors: Interceptors | undefined;

  constructor(handler: BoundHandler, request: AttemptRequest, vm: Vm) {
    this.#handler = handler;
    this.#request = request;
    this.#vm = vm;
  }

  /** Calls the providers. @throws whatever a provider throws; it counts as thrown by the handler */
  create(): Interceptors {
    this.#interceptors = createInterceptors(this.#handler, this.#request.get(), () => this.#vm.isProcessing);
    return this.#interceptors;
  }

  /** Runs one closure inside its interceptors. */
  run(name: string, next: Next): Promise<void> {
    return this.#interceptors === undefined ? next() : this.#interceptors.run(name, next);
  }
}

/** Under this key Restate's own hooks (tracing) find out whether the attempt is past its recorded commands. */
const IS_PROCESSING = Symbol.for('@restatedev/restate-sdk/hooks.isProcessing');

function createInterceptors(handler: BoundHandler, request: Request, isProcessing: () => boolean): Interceptors {
  const hooks = handler.hooks.map((provider): Hooks => {
    const context: { request: Request } = { request };
    Object.defineProperty(context, IS_PROCESSING, { value: isProcessing, enumerable: false });
    return (provider as HooksProvider)(context);
  });
  // Called without a receiver, as the SDK does: interceptors that need `this` do not work there either.
  const handlers = hooks.map((hook) => hook.interceptor?.handler?.bind(undefined)).filter(isThere);
  const runs = hooks.map((hook) => hook.interceptor?.run?.bind(undefined)).filter(isThere);
  return {
    handler: (next) => handlers.reduceRight<Next>((inner, around) => () => around(inner), next)(),
    run: (name, next) => runs.reduceRight<Next>((inner, around) => () => around(name, inner), next)(),
  };
}

/**
 * Runs the handler inside its interceptors, and races both against the end of the attempt. When the attempt ends under the
 * handler (by a suspension, say), the interceptors unwind; the handler stays at its await.
 * @param ended rejects with the reason when the attempt ends
 */
export function raceWithEnd(
  handler: BoundHandler,
  ended: Promise<never>,
  around: Interceptors['handler'],
  body: Next,
): Promise<void> {
  let reason: unknown;
  const signal = ended.catch((error: unknown) => {
    reason = error;
    // Interceptors see a plain error. The command that it belongs to is added again afterwards.
    throw ensureError(error instanceof CommandFailure ? error.cause : error, handler.sdk, undefined);
  });
  const racing = (): Promise<void> => Promise.race([body(), signal]);
  return Promise.race([around(racing), signal]).catch((error: unknown) => {
    throw reason instanceof CommandFailure ? new CommandFailure(error, reason.related) : error;
  });
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}
