import type { HandlerKind } from '../attempt/definition.ts';
import type { KeyedRandom } from '../core/random.ts';
import type { Target } from '../journal/command.ts';
import { known } from '../core/known.ts';

/** The parts of a request that decide which invocation it means. */
export interface Identified {
  readonly target: Target;
  readonly kind: HandlerKind;
  readonly idempotencyKey: string | undefined;
  /** Stable address of the request; names the invocation when neither a key nor an idempotency key does. */
  readonly address: string;
}

/**
 * The invocation's id: a workflow's `run` is named by its key, an idempotent request by service, key, handler and
 * idempotency key; any other by the address of its request.
 * Rules: docs/internals/runtime-semantics.md#idempotency-keys and
 * docs/internals/runtime-semantics.md#workflow-run
 */
export function invocationId(request: Identified, random: KeyedRandom): string {
  const { target, kind, idempotencyKey } = request;
  if (kind === 'WORKFLOW') return workflowRunId(random, target.service, known(target.key, 'the key of a workflow'));
  if (idempotencyKey !== undefined) return idempotentId(random, target, idempotencyKey);
  return named(random, 'request', request.address);
}

/** The id of a workflow's `run`, whether or not it was submitted. */
export function workflowRunId(random: KeyedRandom, service: string, key: string, scope?: string): string {
  return named(random, 'workflow', scopedName([service, key], scope));
}

/** The id of an idempotent request, whether or not it was sent. */
export function idempotentId(random: KeyedRandom, target: Target, idempotencyKey: string, scope?: string): string {
  const { service, key = '', handler } = target;
  return named(random, 'idempotent', scopedName([service, key, handler, idempotencyKey], scope));
}

/** A scoped name differs from every unscoped one. */
function scopedName(parts: readonly string[], scope: string | undefined): string {
  return JSON.stringify(scope === undefined ? parts : [...parts, scope]);
}

function named(random: KeyedRandom, kind: string, name: string): string {
  return `inv_1${random.id('invocation', `${kind} ${name}`, 33)}`;
}

const AWAKEABLE_PREFIX = 'sign_1';

/**
 * Reads an awakeable id: the invocation's id and the index of its signal.
 * @returns undefined when the text is not an awakeable id
 */
export function parseAwakeableId(text: string): { readonly invocation: string; readonly index: number } | undefined {
  if (!text.startsWith(AWAKEABLE_PREFIX)) return undefined;
  const bytes = Buffer.from(text.slice(AWAKEABLE_PREFIX.length), 'base64url');
  if (bytes.length < 5) return undefined;
  return { invocation: bytes.subarray(0, -4).toString('utf8'), index: bytes.readUInt32BE(bytes.length - 4) };
}
