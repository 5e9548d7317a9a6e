import type { BoundHandler } from '../attempt/definition.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Header, Target } from '../journal/command.ts';
import type { Outcome } from '../journal/outcome.ts';
import { invocationId } from './identity.ts';
import { Invocation, type Retention, type Waiter } from './invocation.ts';
import { inboxResource, keyName, lockResource, type ObjectKey } from './object-key.ts';
import type { Server } from './server.ts';

/** A request for an invocation, from the ingress or from another invocation. */
export interface InvokeRequest {
  /** Stable address that a new invocation gets. */
  readonly address: string;
  readonly id: string;
  readonly target: Target;
  readonly handler: BoundHandler;
  readonly headers: readonly Header[];
  readonly input: Uint8Array;
  readonly idempotencyKey: string | undefined;
  /** Delivered by a timer of the target's partition, even when it is due at once. */
  readonly executeAtMs: number | undefined;
  readonly by: string | undefined;
  /** Who is told the result; undefined for a send. */
  readonly waiter: Waiter | undefined;
  readonly restartedFrom?: string;
  /** Given for a restarted one: it is kept as long as the first. */
  readonly retention?: Retention;
}

export interface Accepted {
  readonly invocation: Invocation;
  readonly how: 'new' | 'in flight' | 'completed' | 'refused';
}

/** What a second call of a workflow's `run` is told. */
export const ALREADY_INVOKED: Outcome = { failure: { code: 409, message: 'the workflow method was already invoked' } };

/** Decides, at the moment a request is applied, which invocation it means: a new one, or one that exists. */
export class Acceptance {
  readonly #server: Server;

  constructor(server: Server) {
    this.#server = server;
  }

  /** The id and partition a request will have; both can be known by whoever sends it. */
  identify(request: Omit<InvokeRequest, 'id'>): { readonly id: string; readonly partition: number } {
    const id = invocationId(request, this.#server.world.random);
    return { id, partition: this.#partition(request, id) };
  }

  /** What applying the request touches. */
  footprint(request: InvokeRequest): Footprint {
    const writes = [`idempotency:${request.id}`, `journal:${request.address}`];
    const { key } = request.target;
    if (key !== undefined && request.handler.kind === 'EXCLUSIVE') {
      // By name: asking for a footprint must not bring a key into being.
      const name = keyName(request.target.service, key);
      writes.push(lockResource(name), inboxResource(name));
    }
    const known = this.#server.invocations.get(request.id);
    if (known !== undefined) writes.push(known.journalResource);
    return request.executeAtMs === undefined ? { reads: [], writes } : { reads: ['clock'], writes };
  }

  apply(request: InvokeRequest): Accepted {
    const { world, invocations } = this.#server;
    const known = this.find(request.id);
    if (known !== undefined) return this.#again(request, known);
    const invocation = this.#create(request);
    invocations.set(invocation.id, invocation);
    this.#server.rememberHome(invocation.id, invocation.origin.partition);
    world.trace.add({
      type: 'invocation created',
      invocation: invocation.address,
      id: invocation.id,
      target: request.target,
      kind: request.handler.kind,
      by: request.by,
      scheduledForMs: request.executeAtMs,
    });
    if (request.waiter !== undefined) invocation.waiters.push(request.waiter);
    if (request.executeAtMs === undefined) this.#server.lifecycle.enter(invocation);
    else this.#server.lifecycle.schedule(invocation, request.executeAtMs);
    return { invocation, how: 'new' };
  }

  /** The record a request with this id would meet. */
  find(id: string): Invocation | undefined {
    return this.#server.invocations.get(id);
  }

  #again(request: InvokeRequest, known: Invocation): Accepted {
    const refused = request.handler.kind === 'WORKFLOW' && request.waiter !== undefined;
    const how = refused ? 'refused' : known.status === 'completed' ? 'completed' : 'in flight';
    this.#server.world.trace.add({ type: 'invocation found', invocation: known.address, by: request.address, how });
    if (request.waiter !== undefined) {
      if (refused) this.#server.lifecycle.respond(known, request.waiter, ALREADY_INVOKED);
      else this.#server.lifecycle.await(known, request.waiter);
    }
    return { invocation: known, how };
  }

  #create(request: InvokeRequest): Invocation {
    const objectKey = this.#objectKey(request);
    return new Invocation(
      {
        address: request.address,
        id: request.id,
        target: request.target,
        handler: request.handler,
        headers: request.headers,
        input: request.input,
        idempotencyKey: request.idempotencyKey,
        partition: objectKey?.partition ?? this.#partition(request, request.id),
        objectKey,
        retention: request.retention ?? retentionOf(request),
        executeAtMs: request.executeAtMs,
        by: request.by,
        restartedFrom: request.restartedFrom,
      },
      this.#server.world.clock.now,
    );
  }

  #objectKey(request: Omit<InvokeRequest, 'id'>): ObjectKey | undefined {
    if (request.handler.kind === 'SERVICE') return undefined;
    return this.#server.objectKey(request.target.service, request.target.key ?? '');
  }

  #partition(request: Omit<InvokeRequest, 'id'>, id: string): number {
    const { service, key = '' } = request.target;
    if (request.handler.kind !== 'SERVICE') return this.#server.partitions.of(keyName(service, key));
    if (request.idempotencyKey === undefined) return this.#server.partitions.of(id);
    return this.#server.partitions.of(`${request.target.service} ${request.idempotencyKey}`);
  }
}

/**
 * Which retention applies: a workflow run or an idempotent request keeps its completion for its own time and its
 * journal no longer than that; any other keeps both for the journal's retention.
 */
export function retentionOf(request: Pick<InvokeRequest, 'handler' | 'idempotencyKey'>): Retention {
  const options = request.handler.options;
  const own =
    request.handler.kind === 'WORKFLOW'
      ? options.workflowRetentionMs
      : request.idempotencyKey !== undefined
        ? options.idempotencyRetentionMs
        : undefined;
  if (own === undefined) return { completionMs: options.journalRetentionMs, journalMs: options.journalRetentionMs };
  return { completionMs: own, journalMs: Math.min(options.journalRetentionMs, own) };
}
