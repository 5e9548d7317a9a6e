import type { BoundHandler } from '../attempt/definition.ts';
import type { KeyedRandom } from '../core/random.ts';
import type { Target } from '../journal/command.ts';

/** Who asks for an invocation, as far as it decides which invocation that is. */
export interface Identified {
  readonly target: Target;
  readonly handler: BoundHandler;
  readonly idempotencyKey: string | undefined;
  /** Stable address of the request; names the invocation when nothing else does. */
  readonly address: string;
}

/**
 * The invocation's id: a workflow's `run` is named by its key, an idempotent request by service, key, handler and
 * idempotency key; any other by the address of its request.
 */
export function invocationId(request: Identified, random: KeyedRandom): string {
  const { target, handler, idempotencyKey } = request;
  const key = target.key ?? '';
  if (handler.kind === 'WORKFLOW') return named(random, 'workflow', JSON.stringify([target.service, key]));
  if (idempotencyKey !== undefined) {
    return named(random, 'idempotent', JSON.stringify([target.service, key, target.handler, idempotencyKey]));
  }
  return named(random, 'request', request.address);
}

function named(random: KeyedRandom, kind: string, name: string): string {
  return `inv_1${random.base62('invocation', `${kind} ${name}`, 33)}`;
}

const AWAKEABLE_PREFIX = 'sign_1';

/**
 * Reads an awakeable id: the invocation's id and the index of its signal.
 * @returns undefined when the text is no awakeable id
 */
export function parseAwakeableId(text: string): { readonly invocation: string; readonly index: number } | undefined {
  if (!text.startsWith(AWAKEABLE_PREFIX)) return undefined;
  const bytes = Buffer.from(text.slice(AWAKEABLE_PREFIX.length), 'base64url');
  if (bytes.length < 5) return undefined;
  return { invocation: bytes.subarray(0, -4).toString('utf8'), index: bytes.readUInt32BE(bytes.length - 4) };
}
