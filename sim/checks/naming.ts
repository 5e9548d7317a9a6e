import type { Target } from '../journal/command.ts';
import type { EventOf } from '../trace/event.ts';
import { visible } from '../trace/visible.ts';
import { shortened } from '../core/address.ts';
import { decodeUtf8 } from '../core/utf8.ts';

/** The event that created an invocation. */
export type Created = EventOf<'invocation created'>;

/** @returns `Service/key`, the name of a key as the server uses it; undefined for plain services */
export function keyOf({ service, key, scope }: Target): string | undefined {
  if (key === undefined) return undefined;
  return scope === undefined ? `${service}/${key}` : `${service}/${key} in scope ${scope}`;
}

/**
 * @param target - a service and one of its handlers
 * @returns `Service/handler`, which identifies findings; see {@link Breach.handler}
 */
export function handlerOf({ service, handler }: Pick<Target, 'service' | 'handler'>): string {
  return `${service}/${handler}`;
}

/**
 * @param created - the event that created the invocation
 * @returns `debit of BankAccount/ann (invocation a)`, the name of an invocation in messages
 */
export function describeInvocation({ target, invocation }: Pick<Created, 'target' | 'invocation'>): string {
  return `${target.handler} of ${visible(keyOf(target) ?? target.service)} (invocation ${shortened(invocation)})`;
}

const MAX_SHOWN = 120;
/** @returns bytes as a reader sees them: a string of at most 120 characters; `nothing` for none */
export function shown(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return 'nothing';
  const text = decodeUtf8(bytes.subarray(0, MAX_SHOWN * 4));
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

/**
 * Decodes an input, an output or a state value of an event.
 * @returns the JSON value; undefined for no bytes; the string itself where it is not JSON
 */
export function decodePayload(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = decodeUtf8(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
