import type { HandlerKind } from '../attempt/definition.ts';
import { known } from '../core/known.ts';
import type { KeyedRandom } from '../core/random.ts';
import type { Target } from '../journal/command.ts';
import {
  FIRST_DIGIT_OF,
  INVOCATION_ID_PREFIX,
  partitionKeyOf,
  PARTITION_DIGITS,
  UUID_DIGITS,
} from '../journal/invocation-id.ts';

/** The parts of a request that decide which invocation it means. */
export interface Identified {
  readonly target: Target;
  readonly kind: HandlerKind;
  readonly idempotencyKey: string | undefined;
  /** Stable address of the request; names the invocation when neither a key nor an idempotency key does. */
  readonly address: string;
  /** The invocation that this one repeats. */
  readonly restart?: { readonly id: string };
}

/**
 * The invocation's id: a workflow's `run` is named by its key, an idempotent request by service, key, handler and
 * idempotency key; any other by the address of its request. In front of that comes the partition key, as on a real
 * server: the same for all that have a key in common, in whatever service. A real server derives both from the names
 * alone; here they depend on the seed too, so that runs draw different numbers from `ctx.rand`.
 * Rules: docs/internals/runtime-semantics.md#invocation-ids,
 * docs/internals/runtime-semantics.md#idempotency-keys and docs/internals/runtime-semantics.md#workflow-run
 */
export function invocationId(request: Identified, random: KeyedRandom): string {
  const { target, kind, idempotencyKey, address, restart } = request;
  const { scope } = target;
  if (kind === 'WORKFLOW') {
    return workflowRunId(random, target.service, known(target.key, 'the key of a workflow'), scope);
  }
  if (idempotencyKey !== undefined) return idempotentId(random, target, idempotencyKey, scope);
  const names = target.key === undefined ? ['request', address] : ['key', target.key];
  const partition =
    restart === undefined
      ? partitionKey(random, scope === undefined ? names : ['scope', scope])
      : partitionKeyOf(restart.id);
  return idOf(partition, random, `request ${address}`);
}

/** The id of a workflow's `run`, whether or not it was submitted. */
export function workflowRunId(random: KeyedRandom, service: string, key: string, scope?: string): string {
  const partition = partitionKey(random, scope === undefined ? ['key', key] : ['scope', scope]);
  return idOf(partition, random, `workflow ${scopedName([service, key], scope)}`);
}

/** The id of an idempotent request, whether or not it was sent. */
export function idempotentId(random: KeyedRandom, target: Target, idempotencyKey: string, scope?: string): string {
  const { service, key, handler } = target;
  const partition = partitionKey(
    random,
    scope !== undefined
      ? ['scope', scope]
      : key === undefined
        ? ['idempotency key', service, idempotencyKey]
        : ['key', key],
  );
  return idOf(partition, random, `idempotent ${scopedName([service, key ?? '', handler, idempotencyKey], scope)}`);
}

/** A scoped name differs from every unscoped one. */
function scopedName(parts: readonly string[], scope: string | undefined): string {
  return JSON.stringify(scope === undefined ? parts : [...parts, scope]);
}

function partitionKey(random: KeyedRandom, by: readonly string[]): string {
  return random.base62('partition key', JSON.stringify(by), PARTITION_DIGITS, FIRST_DIGIT_OF.partition);
}

function idOf(partition: string, random: KeyedRandom, name: string): string {
  return INVOCATION_ID_PREFIX + partition + random.base62('invocation', name, UUID_DIGITS, FIRST_DIGIT_OF.uuid);
}
