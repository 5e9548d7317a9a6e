import type { BoundHandler, BoundService, HandlerKind } from '../attempt/definition.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Header, Target } from '../journal/command.ts';
import type { JournalEntry } from '../journal/entry.ts';
import type { Outcome } from '../journal/outcome.ts';
import { uniqueSeed } from '../journal/random-seed.ts';
import type { Admission } from './admission.ts';
import type { Pin } from './deployments/destination.ts';
import { invocationId } from './identity.ts';
import { Invocation, journalResource, type Retention, type Waiter } from './invocation.ts';
import { inboxResource, keyName, lockResource, type ObjectKey } from './object-key.ts';
import type { ObjectKeys } from './object-keys.ts';
import type { ServerOptions } from './options.ts';
import { scopePartition, type Partitions } from './partitions.ts';
import type { Responder } from './responder.ts';
import type { Sleeps } from './sleeps.ts';
import type { World } from './world.ts';
import { known } from '../core/known.ts';

/** A request for an invocation, from the ingress or from another invocation. */
export interface InvokeRequest {
  /** Stable address that a new invocation gets. */
  readonly address: string;
  readonly id: string;
  readonly target: Target;
  readonly kind: HandlerKind;
  readonly serviceKind: BoundService['kind'];
  readonly retention: Retention;
  readonly headers: readonly Header[];
  readonly input: Uint8Array;
  readonly idempotencyKey: string | undefined;
  /** When it may start, for a delayed send: then a timer of the target's partition delivers it, even if it is due. */
  readonly executeAtMs: number | undefined;
  readonly by: string | undefined;
  /** The caller or client that gets the result; undefined for a send. */
  readonly waiter: Waiter | undefined;
  /** Absent where it does not repeat a completed invocation. */
  readonly restart?: Restart;
}

/** How an invocation begins that repeats a completed one. */
export interface Restart {
  /** Id and address of that one. */
  readonly id: string;
  readonly address: string;
  /** The first rows of its journal, the input included, and the completions of their commands. */
  readonly rows: readonly JournalEntry[];
  readonly pin: Pin | undefined;
  /** The random seed that it keeps; undefined for one of its own. */
  readonly seed: bigint | undefined;
}

export interface Accepted {
  readonly invocation: Invocation;
  readonly how: 'new' | 'in flight' | 'completed' | 'refused';
}

/** The result of a second call of a workflow's `run`. */
const ALREADY_INVOKED: Outcome = { failure: { code: 409, message: 'the workflow method was already invoked' } };

/** What accepting a request needs of other parts. */
export interface AcceptancePorts {
  readonly invocations: Map<string, Invocation>;
  readonly keys: Pick<ObjectKeys, 'of'>;
  readonly partitions: Pick<Partitions, 'of' | 'ofInvocation' | 'remember'>;
  readonly sleeps: Pick<Sleeps, 'accepted' | 'hasLeftovers'>;
  readonly admission: Pick<Admission, 'enter' | 'schedule'>;
  readonly responder: Pick<Responder, 'await' | 'respond'>;
}

/**
 * Decides, at the moment a request is applied, which invocation it means: a new one, or one that exists.
 * Rule: docs/internals/runtime-semantics.md#idempotency-keys
 */
export class Acceptance {
  readonly #world: Pick<World, 'clock' | 'random' | 'trace'>;
  readonly #options: Pick<ServerOptions, 'uniqueRandomSeeds'>;
  readonly #ports: AcceptancePorts;

  constructor(
    world: Pick<World, 'clock' | 'random' | 'trace'>,
    options: Pick<ServerOptions, 'uniqueRandomSeeds'>,
    ports: AcceptancePorts,
  ) {
    this.#world = world;
    this.#options = options;
    this.#ports = ports;
  }

  /** The id and partition that a request will have; the code that sends it can know both. */
  identify(request: Omit<InvokeRequest, 'id'>): { readonly id: string; readonly partition: number } {
    const id = invocationId(request, this.#world.random);
    return { id, partition: this.#partition(request, id) };
  }

  /** Like {@link identify}, and records the partition. Must be called before the sender gets to know the id. */
  announce(request: Omit<InvokeRequest, 'id'>): { readonly id: string; readonly partition: number } {
    const identified = this.identify(request);
    this.#ports.partitions.remember(identified.id, identified.partition);
    return identified;
  }

  /** What applying the request touches. */
  footprint(request: InvokeRequest): Footprint {
    const writes = [`idempotency:${request.id}`, journalResource(request.address, request.target.scope)];
    const { key } = request.target;
    if (key !== undefined && request.kind === 'EXCLUSIVE') {
      // By name: computing a footprint must not create a key.
      const name = keyName(request.target.service, key, request.target.scope);
      writes.push(lockResource(name), inboxResource(name));
    }
    const known = this.find(request.id);
    if (known !== undefined) writes.push(known.journalResource);
    const inherits = known === undefined && this.#ports.sleeps.hasLeftovers(request.id);
    if (inherits) writes.push('timer');
    return request.executeAtMs === undefined && !inherits ? { reads: [], writes } : { reads: ['clock'], writes };
  }

  apply(request: InvokeRequest): Accepted {
    const { invocations, partitions, sleeps, admission } = this.#ports;
    const known = this.find(request.id);
    if (known !== undefined) return this.#again(request, known);
    const invocation = this.#create(request);
    invocations.set(invocation.id, invocation);
    partitions.remember(invocation.id, invocation.origin.partition);
    this.#world.trace.add({
      type: 'invocation created',
      invocation: invocation.address,
      id: invocation.id,
      target: request.target,
      kind: request.kind,
      by: request.by,
      scheduledForMs: request.executeAtMs,
    });
    if (request.restart !== undefined) this.#copy(request.restart, invocation);
    if (request.waiter !== undefined) invocation.waiters.push(request.waiter);
    sleeps.accepted(invocation);
    if (request.executeAtMs === undefined) admission.enter(invocation);
    else admission.schedule(invocation, request.executeAtMs);
    return { invocation, how: 'new' };
  }

  /** @returns the invocation with this id, unless the server has forgotten it */
  find(id: string): Invocation | undefined {
    return this.#ports.invocations.get(id);
  }

  #again(request: InvokeRequest, known: Invocation): Accepted {
    const refused = request.kind === 'WORKFLOW' && request.waiter !== undefined;
    const how = refused ? 'refused' : known.status === 'completed' ? 'completed' : 'in flight';
    const { responder } = this.#ports;
    this.#world.trace.add({ type: 'invocation found', invocation: known.address, by: request.address, how });
    if (request.waiter !== undefined) {
      if (refused) responder.respond(known, request.waiter, ALREADY_INVOKED);
      else responder.await(known, request.waiter);
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
        kind: request.kind,
        serviceKind: request.serviceKind,
        headers: request.headers,
        input: request.input,
        idempotencyKey: request.idempotencyKey,
        partition: objectKey?.partition ?? this.#partition(request, request.id),
        objectKey,
        retention: request.retention,
        executeAtMs: request.executeAtMs,
        by: request.by,
        restartedFrom: request.restart?.id,
        seed: request.restart?.seed ?? this.#seedOf(request.id),
      },
      this.#world.clock.now,
    );
  }

  /** With unique seeds, an id that is used again draws other numbers. */
  #seedOf(id: string): bigint | undefined {
    return this.#options.uniqueRandomSeeds ? uniqueSeed(id, this.#world.clock.now) : undefined;
  }

  #copy({ address, rows, pin }: Restart, invocation: Invocation): void {
    invocation.pinned = pin;
    if (rows.length <= 1) return;
    invocation.beginWith(rows);
    this.#world.trace.add({
      type: 'journal copied',
      invocation: invocation.address,
      from: address,
      rows: rows.slice(1),
    });
  }

  #objectKey(request: Omit<InvokeRequest, 'id'>): ObjectKey<Invocation> | undefined {
    if (request.kind === 'SERVICE') return undefined;
    return this.#ports.keys.of(
      request.target.service,
      known(request.target.key, 'the key of a request to an object or workflow'),
      request.target.scope,
    );
  }

  #partition(request: Omit<InvokeRequest, 'id'>, id: string): number {
    const { partitions } = this.#ports;
    const { service, key = '', scope } = request.target;
    if (scope !== undefined) return partitions.of(scopePartition(scope));
    if (request.restart !== undefined) return partitions.ofInvocation(request.restart.id);
    if (request.kind !== 'SERVICE') return partitions.of(keyName(service, key));
    if (request.idempotencyKey === undefined) return partitions.of(id);
    return partitions.of(`${service} ${request.idempotencyKey}`);
  }
}

/**
 * The retention that applies: a workflow run or an idempotent request keeps its completion for a time of its own, and its
 * journal no longer than that; any other keeps both for the journal's retention.
 */
export function retentionOf(
  { kind, options }: Pick<BoundHandler, 'kind' | 'options'>,
  idempotencyKey: string | undefined,
): Retention {
  const own =
    kind === 'WORKFLOW'
      ? options.workflowRetentionMs
      : idempotencyKey !== undefined
        ? options.idempotencyRetentionMs
        : undefined;
  if (own === undefined) return { completionMs: options.journalRetentionMs, journalMs: options.journalRetentionMs };
  return { completionMs: own, journalMs: Math.min(options.journalRetentionMs, own) };
}
