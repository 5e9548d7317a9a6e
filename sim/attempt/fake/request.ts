import { targetName } from '../../core/target-name.ts';
import type { InvocationId, Request } from '@restatedev/restate-sdk';
import { invariant } from '../../core/errors.ts';
import type { AttemptSetup } from '../attempt.ts';

/** What `ctx.request()` of one attempt shows, made at the first call: most handlers never read it. */
export class AttemptRequest {
  readonly #setup: AttemptSetup;
  #request: Request | undefined;
  #controller: AbortController | undefined;
  #isCompleted = false;

  constructor(setup: AttemptSetup) {
    this.#setup = setup;
  }

  get(): Request {
    this.#request ??= requestOf(this.#setup, () => this.#signal());
    return this.#request;
  }

  /** The attempt has completed. @returns the controller to abort, if user code has read its signal */
  complete(): AbortController | undefined {
    this.#isCompleted = true;
    return this.#controller;
  }

  #signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isCompleted) this.#controller.abort();
    return this.#controller.signal;
  }
}

/** @param signal is called only when user code reads the signal: controllers are not cheap */
function requestOf(setup: AttemptSetup, signal: () => AbortSignal): Request {
  const { service, name: handler } = setup.handler;
  const key = setup.key === '' ? undefined : setup.key;
  const input = inputOf(setup);
  const isV7 = setup.protocolVersion >= 7;
  const request = {
    target: {
      service,
      handler,
      ...(key === undefined ? {} : { key }),
      toString: () => targetName({ service, key, handler }),
    },
    id: setup.invocationId as InvocationId,
    headers: new Map(input.headers.map((header) => [header.key, header.value])),
    attemptHeaders: new Map([['content-type', `application/vnd.restate.invocation.v${setup.protocolVersion}`]]),
    body: input.value,
    extraArgs: [],
    idempotencyKey: isV7 ? setup.idempotencyKey || undefined : undefined,
    scope: isV7 ? setup.scope || undefined : undefined,
    limitKey: isV7 ? setup.limitKey || undefined : undefined,
  };
  // Defined for each request that a handler reads, which few do.
  const whole: object = Object.defineProperty(request, 'attemptCompletedSignal', { get: signal, enumerable: true });
  return whole as Request;
}

/** @returns row 0 of the journal. */
export function inputOf(setup: AttemptSetup): {
  headers: readonly { key: string; value: string }[];
  value: Uint8Array;
} {
  const entry = setup.journal[0];
  const command = entry?.kind === 'command' ? entry.command : undefined;
  invariant(command?.type === 'Input', () => `The journal of ${setup.invocationId} does not begin with its input.`);
  return command;
}
