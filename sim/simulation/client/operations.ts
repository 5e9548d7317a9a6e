import { stepOf } from '../../core/address.ts';
import type { Step } from '../../core/agenda.ts';
import type { Footprint } from '../../core/footprint.ts';
import type { Target } from '../../journal/command.ts';
import type { Ingress } from '../../server/ingress/ingress.ts';
import type { IngressRequest, IngressResponse } from '../../server/ingress/request.ts';
import type { World } from '../../server/world.ts';

/** A request of a client. */
export interface Operation {
  /** Stable name: the address of the invocation that it creates. */
  readonly id: string;
  readonly client: string;
  readonly kind: 'call' | 'send' | 'attach' | 'output' | 'other';
  readonly target: Target;
  readonly request: IngressRequest;
}

/** Delivers requests to the ingress and responses to clients. Each direction is a step, so other steps may come between. */
export class Operations {
  readonly #world: World;
  readonly #ingress: Ingress;
  readonly #waiting = new Map<string, (response: IngressResponse) => void>();
  /** Requests that have not reached the server, by operation. */
  readonly undelivered: Map<string, Target> = new Map<string, Target>();

  constructor(world: World, ingress: Ingress) {
    this.#world = world;
    this.#ingress = ingress;
  }

  /** How many requests wait for a response. */
  get open(): number {
    return this.#waiting.size;
  }

  /**
   * Issues a request.
   * @param answered called in the step in which the client gets the response
   * @param delivered called in the step in which the request reaches the server
   */
  issue(operation: Operation, answered: (response: IngressResponse) => void, delivered?: () => void): void {
    const { id, client, kind, target, request } = operation;
    this.#waiting.set(id, answered);
    this.undelivered.set(id, target);
    const deliver = (): void => {
      this.undelivered.delete(id);
      this.#world.trace.add({ type: 'operation', operation: id, client, target, kind, input: request.body });
      this.#ingress.handle(id, request, (response) => this.#world.agenda.add(this.#answerStep(operation, response)));
      delivered?.();
    };
    this.#world.agenda.add(new RequestStep(operation, this.#ingress, deliver));
  }

  /** The client stops waiting; the server does not notice. */
  abandon(id: string): void {
    if (this.#waiting.delete(id)) this.#world.trace.add({ type: 'abandoned', operation: id });
  }

  #answerStep({ id, client }: Operation, response: IngressResponse): Step {
    return {
      chain: `client ${client}`,
      address: stepOf(id, 'answer'),
      footprint: { reads: [], writes: [`client:${id}`] },
      runsUserCode: false,
      perform: () => {
        const answered = this.#waiting.get(id);
        if (answered === undefined) return;
        this.#waiting.delete(id);
        this.#world.trace.add({ type: 'answer', operation: id, status: response.status, body: response.body });
        answered(response);
      },
    };
  }
}

/**
 * A request reaches the server. It is a class, like every step with a lazy footprint: an accessor in an object literal
 * would give each step a hidden class of its own, which keeps whole worlds alive until the next full collection.
 */
class RequestStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode = false;
  readonly isRequest = true;
  readonly perform: () => void;
  readonly #operation: Operation;
  readonly #ingress: Ingress;

  constructor(operation: Operation, ingress: Ingress, perform: () => void) {
    this.#operation = operation;
    this.#ingress = ingress;
    this.chain = `client ${operation.client}`;
    this.address = stepOf(operation.id, 'request');
    this.perform = perform;
  }

  get footprint(): Footprint {
    const { id, request } = this.#operation;
    const inner = this.#ingress.footprint(id, request);
    return { reads: inner.reads, writes: [`client:${id}`, ...inner.writes] };
  }
}
