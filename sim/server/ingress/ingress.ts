import { NOTHING, type Footprint } from '../../core/footprint.ts';
import type { BoundService } from '../../attempt/definition.ts';
import type { Acceptance, InvokeRequest } from '../acceptance.ts';
import type { Invocation, Waiter } from '../invocation.ts';
import type { Responder } from '../responder.ts';
import type { Deployments } from '../deployments/deployments.ts';
import type { Signals } from '../signals.ts';
import type { VersionRules } from '../versions/version-rules.ts';
import type { World } from '../world.ts';
import type { Action } from './action.ts';
import {
  notFoundResponse,
  refusalResponse,
  resultResponse,
  sendResponse,
  statusResponse,
  type OutputRules,
} from './responses.ts';
import { readRequest } from './read-request.ts';
import { Refusal } from './refusal.ts';
import { CONNECTION_LOST, EMPTY_BODY, type IngressRequest, type IngressResponse } from './request.ts';

export type Respond = (response: IngressResponse) => void;

/** What the ingress passes requests on to. */
export interface IngressPorts {
  readonly rules: Pick<VersionRules, 'restateHeaders' | 'scopes'>;
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly deployments: Pick<Deployments, 'handler' | 'services'>;
  readonly acceptance: Pick<Acceptance, 'apply' | 'footprint'>;
  readonly responder: Pick<Responder, 'await'>;
  readonly signals: Pick<Signals, 'deliver' | 'footprint'>;
}

/**
 * The server's HTTP interface for clients. A request is handled in one step, when it reaches the log; the client gets the
 * response at once or when the invocation ends.
 * Rule: docs/internals/runtime-semantics.md#ingress-http
 */
export class Ingress {
  readonly #world: Pick<World, 'clock' | 'random'>;
  readonly #ports: IngressPorts;
  /** Readings of requests in flight. Not a WeakMap: a minor garbage collection would keep everything it has held. */
  readonly #read = new Map<IngressRequest, Reading>();

  constructor(world: Pick<World, 'clock' | 'random'>, ports: IngressPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** What handling the request touches, except the client itself. */
  footprint(operation: string, request: IngressRequest): Footprint {
    const action = this.#action(operation, request);
    const { acceptance, invocations, signals } = this.#ports;
    switch (action.type) {
      case 'answer':
        return NOTHING;
      case 'invoke':
        return acceptance.footprint(
          this.#invokeRequest(action, action.delayMs === undefined ? undefined : 0, undefined),
        );
      case 'status': {
        const known = invocations.get(action.id);
        const record = [`idempotency:${action.id}`, ...(known === undefined ? [] : [known.journalResource])];
        return { reads: [...record, ...(known?.lockResources ?? [])], writes: [] };
      }
      case 'attach':
      case 'output': {
        const known = invocations.get(action.id);
        const record = [`idempotency:${action.id}`, ...(known === undefined ? [] : [known.journalResource])];
        return action.type === 'output' ? { reads: record, writes: [] } : { reads: [], writes: record };
      }
      case 'signal':
        return signals.footprint(action.invocation);
    }
  }

  /**
   * Handles a request, in one step of the world.
   * @param operation stable name of the request; an invocation that it creates gets it as its address
   * @param respond called once, now or later; never for a client whose invocation never ends
   */
  handle(operation: string, request: IngressRequest, respond: Respond): void {
    const action = this.#action(operation, request);
    this.#read.delete(request);
    switch (action.type) {
      case 'answer':
        respond(action.response);
        return;
      case 'invoke':
        if (action.send) this.#send(action, respond);
        else this.#call(operation, action, respond);
        return;
      case 'attach':
        this.#attach(operation, action.id, respond);
        return;
      case 'output':
        this.#output(action.id, respond);
        return;
      case 'status':
        this.#status(action.id, respond);
        return;
      case 'signal': {
        const { invocation, index, result } = action;
        this.#ports.signals.deliver(operation, invocation, { index }, result);
        respond({ status: 202, headers: {}, body: EMPTY_BODY });
      }
    }
  }

  /** The server gives every plain request to a service or object an idempotency key of its own. */
  hiddenIdempotencyKey(operation: string): string {
    return this.#world.random.id('idempotency key', operation, 26);
  }

  #call(operation: string, action: InvokeAction, respond: Respond): void {
    this.#waiting(
      operation,
      () => action.output,
      respond,
      (waiter) => {
        this.#ports.acceptance.apply(this.#invokeRequest(action, undefined, waiter));
      },
    );
  }

  #send(action: InvokeAction, respond: Respond): void {
    const { acceptance } = this.#ports;
    const executeAtMs = action.delayMs === undefined ? undefined : this.#world.clock.now + action.delayMs;
    const { invocation, how } = acceptance.apply(this.#invokeRequest(action, executeAtMs, undefined));
    respond(sendResponse(invocation, how === 'new'));
  }

  #attach(operation: string, id: string, respond: Respond): void {
    const target = this.#ports.invocations.get(id);
    if (target === undefined) respond(notFoundResponse(id));
    else
      this.#waiting(
        operation,
        () => this.#latestRules(target),
        respond,
        (waiter) => this.#ports.responder.await(target, waiter),
      );
  }

  #output(id: string, respond: Respond): void {
    const target = this.#ports.invocations.get(id);
    if (target === undefined) respond(refusalResponse(new Refusal(404, 'invocation not found')));
    else if (target.result !== undefined)
      respond(resultResponse(target, target.result, this.#latestRules(target), true));
    else respond(refusalResponse(new Refusal(470, 'the invocation exists but has not completed yet')));
  }

  #status(id: string, respond: Respond): void {
    const target = this.#ports.invocations.get(id);
    respond(target === undefined ? refusalResponse(new Refusal(404, 'invocation not found')) : statusResponse(target));
  }

  /** Runs `ask` with a waiter that responds to the client. A result that comes at once was retained. */
  #waiting(
    operation: string,
    rules: () => OutputRules | undefined,
    respond: Respond,
    ask: (waiter: Waiter) => void,
  ): void {
    let asking = true;
    ask({
      kind: 'ingress',
      operation,
      answer: (result, invocation) =>
        respond(resultResponse(invocation, result, rules(), asking && result === invocation.result)),
      disconnect: () => respond(CONNECTION_LOST),
    });
    asking = false;
  }

  /** A response to an attach request has the rules of the handler as it is deployed when the response is sent. */
  #latestRules({ origin: { target } }: Invocation): OutputRules | undefined {
    return this.#ports.deployments.handler(target)?.options;
  }

  #invokeRequest(action: InvokeAction, executeAtMs: number | undefined, waiter: Waiter | undefined): InvokeRequest {
    return { ...action.request, executeAtMs, waiter };
  }

  /** Kept, because the footprint of a request is computed many times while it is in flight. */
  #action(operation: string, request: IngressRequest): Action {
    const { services } = this.#ports.deployments;
    const known = this.#read.get(request);
    if (known?.operation === operation && known.services === services) return known.action;
    const { rules } = this.#ports;
    const action = readRequest({ services, random: this.#world.random, rules }, operation, request, (name) =>
      this.hiddenIdempotencyKey(name),
    );
    this.#read.set(request, { operation, services, action });
    return action;
  }
}

type InvokeAction = Extract<Action, { readonly type: 'invoke' }>;

interface Reading {
  readonly operation: string;
  readonly services: ReadonlyMap<string, BoundService>;
  readonly action: Action;
}
