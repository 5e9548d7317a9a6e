import { isoTime } from '../core/iso-time.ts';
import { targetName } from '../core/target-name.ts';
import type { Outcome } from '../journal/outcome.ts';
import { deploymentRows, type DeploymentRow } from './deployments/deployment-rows.ts';
import type { Deployments } from './deployments/deployments.ts';
import type { Invocation, InvocationStatus } from './invocation.ts';
import { journalRows, type JournalRow } from './journal-rows.ts';
import type { ObjectKeys } from './object-keys.ts';
import type { DurablePromises } from './promises.ts';
import { byUtf8 } from './state-store.ts';
import { troublesOf, type TroubleRow } from './trouble-rows.ts';
import type { World } from './world.ts';

/** The statuses of the server's table `sys_invocation`. */
export type StatusText = Exclude<InvocationStatus, 'inboxed'> | 'pending';

/** A row of `sys_invocation`, without the columns that a simulation has no values for. Times are ISO strings. */
export interface InvocationRow {
  readonly id: string;
  /** The stable address in plans and traces; the server's table does not have it. */
  readonly address: string;
  readonly target: string;
  readonly target_service_name: string;
  readonly target_service_key: string | undefined;
  readonly target_handler_name: string;
  readonly target_service_ty: 'service' | 'virtual_object' | 'workflow';
  readonly idempotency_key: string | undefined;
  readonly invoked_by: 'ingress' | 'service';
  readonly invoked_by_id: string | undefined;
  readonly restarted_from: string | undefined;
  readonly scheduled_start_at: string | undefined;
  readonly created_at: string;
  readonly completed_at: string | undefined;
  readonly status: StatusText;
  readonly completion_result: 'success' | 'failure' | undefined;
  /** `[409] killed` */
  readonly completion_failure: string | undefined;
  /** Undefined until an attempt has stored a command. The deployment may have been removed since. */
  readonly pinned_deployment_id: string | undefined;
  readonly pinned_service_protocol_version: number | undefined;
  readonly journal_size: number;
  readonly journal_commands_size: number;
  /** This and the next ones: only while it runs or waits for a retry, or was paused while it waited for one. */
  readonly last_attempt_deployment_id: string | undefined;
  readonly retry_count: number | undefined;
  readonly next_retry_at: string | undefined;
  readonly last_failure: string | undefined;
  readonly last_failure_error_code: string | undefined;
}

export interface InboxRow {
  readonly sequence_number: number;
  /** Undefined for a replacement of the state that waits in line. */
  readonly id: string | undefined;
}

export interface PromiseRow {
  readonly key: string;
  readonly completed: boolean;
  readonly completion_success_value: Uint8Array | undefined;
  readonly completion_failure: string | undefined;
}

/** What introspection reads. */
export interface IntrospectionPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly keys: ObjectKeys;
  readonly promises: Pick<DurablePromises, 'of'>;
  readonly deployments: Pick<Deployments, 'all' | 'latest'>;
}

/**
 * What the server's tables show, as plain data. The rows are copies.
 * Rule: docs/internals/runtime-semantics.md#state-and-introspection
 */
export class Introspection {
  readonly #world: Pick<World, 'trace'>;
  readonly #ports: IntrospectionPorts;

  constructor(world: Pick<World, 'trace'>, ports: IntrospectionPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** @returns undefined once the server has forgotten the invocation */
  statusOf(id: string): StatusText | undefined {
    const invocation = this.#ports.invocations.get(id);
    return invocation && statusText(invocation);
  }

  invocation(id: string): InvocationRow | undefined {
    const invocation = this.#ports.invocations.get(id);
    return invocation && this.#row(invocation);
  }

  /** Every invocation that is not forgotten, oldest first. */
  invocations(): InvocationRow[] {
    return [...this.#ports.invocations.values()].map((invocation) => this.#row(invocation));
  }

  /** The journal as `sys_journal` shows it; empty when there is none, or when it was not retained. */
  journalOf(id: string): JournalRow[] {
    const invocation = this.#ports.invocations.get(id);
    if (invocation === undefined) return [];
    if (invocation.status === 'completed' && invocation.origin.retention.journalMs <= 0) return [];
    return journalRows(invocation.journal);
  }

  /** Failed attempts and pauses, as `sys_journal_events` keeps them. */
  troublesOf(id: string): TroubleRow[] {
    const invocation = this.#ports.invocations.get(id);
    return invocation === undefined ? [] : troublesOf(invocation, this.#world.trace.events);
  }

  /** The committed state of a key, by name in order of bytes. */
  state(service: string, key: string): ReadonlyMap<string, Uint8Array> {
    return new Map([...this.stateAsSet(service, key)].toSorted(([a], [b]) => byUtf8(a, b)));
  }

  /** The committed state of a key, in the order in which its names were set. */
  stateAsSet(service: string, key: string): ReadonlyMap<string, Uint8Array> {
    return new Map(this.#ports.keys.of(service, key).state.snapshot());
  }

  /** One committed state entry; undefined when it is not set. */
  stateValue(service: string, key: string, name: string): Uint8Array | undefined {
    return this.#ports.keys.of(service, key).state.get(name);
  }

  /** The keys of a service that were ever touched, in the order of first touch. */
  keysOf(service: string): string[] {
    return [...this.#ports.keys].filter((key) => key.service === service).map(({ key }) => key);
  }

  /** Id of the invocation that holds the lock of a key. */
  holder(service: string, key: string): string | undefined {
    return this.#ports.keys.of(service, key).holder?.id;
  }

  /** What waits for the lock of a key, first in line first. */
  inbox(service: string, key: string): InboxRow[] {
    return this.#ports.keys
      .of(service, key)
      .inbox.map((item, index) => ({ sequence_number: index, id: item.kind === 'invocation' ? item.id : undefined }));
  }

  /** The durable promises of a workflow's key that were read or completed. */
  promises(service: string, key: string): PromiseRow[] {
    const promises = this.#ports.promises.of(this.#ports.keys.of(service, key));
    return [...promises].map(([name, result]) => ({
      key: name,
      completed: result !== undefined,
      completion_success_value: result !== undefined && 'ok' in result ? result.ok : undefined,
      completion_failure: failureText(result),
    }));
  }

  /** The registered deployments, oldest first, as operators count what they still have to do. */
  deployments(): DeploymentRow[] {
    const { deployments, invocations } = this.#ports;
    return deploymentRows(deployments, invocations.values());
  }

  #row(invocation: Invocation): InvocationRow {
    const { origin, status, result } = invocation;
    const { target } = origin;
    const { deadline, keptReport } = invocation;
    // The invoker does not know what waits in its queue.
    const isQueued = invocation.queuedUntilMs !== undefined;
    const isHeld = status === 'running' || status === 'backing-off' || status === 'ready' || keptReport !== undefined;
    const held = isHeld && !isQueued;
    const failed = held && invocation.reportsFailure;
    const trouble = failed ? this.troublesOf(invocation.id).findLast((row) => row.error_code !== undefined) : undefined;
    const nextRetryAtMs = !held ? undefined : status === 'backing-off' ? deadline?.atMs : keptReport?.nextRetryAtMs;
    return {
      id: invocation.id,
      address: invocation.address,
      target: targetName(target),
      target_service_name: target.service,
      target_service_key: target.key,
      target_handler_name: target.handler,
      target_service_ty: serviceType(origin),
      idempotency_key: origin.idempotencyKey,
      invoked_by: origin.by === undefined ? 'ingress' : 'service',
      invoked_by_id: this.#idAt(origin.by),
      restarted_from: origin.restartedFrom,
      scheduled_start_at: origin.executeAtMs === undefined ? undefined : isoTime(origin.executeAtMs),
      created_at: isoTime(invocation.createdAtMs),
      completed_at: status === 'completed' ? isoTime(invocation.completedAtMs) : undefined,
      status: statusText(invocation),
      completion_result: result === undefined ? undefined : 'ok' in result ? 'success' : 'failure',
      completion_failure: failureText(result),
      pinned_deployment_id: invocation.pinned?.deployment,
      pinned_service_protocol_version: invocation.pinned?.protocol,
      journal_size: invocation.journal.length,
      journal_commands_size: invocation.commands,
      last_attempt_deployment_id: held ? invocation.lastDeployment : undefined,
      retry_count: held ? invocation.attempts - invocation.attemptsBefore : undefined,
      next_retry_at: nextRetryAtMs === undefined ? undefined : isoTime(nextRetryAtMs),
      last_failure: failed ? invocation.lastFailure : undefined,
      last_failure_error_code: trouble?.restate_doc_error_code,
    };
  }

  #idAt(address: string | undefined): string | undefined {
    if (address === undefined) return undefined;
    for (const invocation of this.#ports.invocations.values()) if (invocation.address === address) return invocation.id;
    return undefined;
  }
}

function statusText({ status, place, createdAtMs, queuedUntilMs }: Invocation): StatusText {
  if (status === 'inboxed') return place !== undefined && place.secondMs > createdAtMs ? 'scheduled' : 'pending';
  return status === 'backing-off' && queuedUntilMs !== undefined ? 'ready' : status;
}

function serviceType({ serviceKind }: Invocation['origin']): InvocationRow['target_service_ty'] {
  return serviceKind === 'object' ? 'virtual_object' : serviceKind;
}

function failureText(result: Outcome | undefined): string | undefined {
  if (result === undefined || 'ok' in result) return undefined;
  return `[${result.failure.code}] ${result.failure.message}`;
}
