import { EPOCH_MS } from '../core/clock.ts';
import type { Target } from '../journal/command.ts';
import type { EventOf } from '../trace/event.ts';
import { visible } from '../trace/visible.ts';

/** The event by which an invocation came to be; it says all that a message needs to name it. */
export type Created = EventOf<'invocation created'>;

/** `Service/key`, the name of a key as the server uses it; undefined for plain services. */
export function keyOf({ service, key }: Target): string | undefined {
  return key === undefined ? undefined : `${service}/${key}`;
}

/** `Service/handler`, by which findings are told apart. */
export function handlerOf({ service, handler }: Target): string {
  return `${service}/${handler}`;
}

/** `debit of BankAccount/ann (invocation a)`. */
export function nameOf({ target, invocation }: Pick<Created, 'target' | 'invocation'>): string {
  return `${target.handler} of ${visible(keyOf(target) ?? target.service)} (invocation ${invocation})`;
}

/** A moment of virtual time, counted from the start of the run: `0.030s`. */
export function moment(atMs: number): string {
  return `${((atMs - EPOCH_MS) / 1000).toFixed(3)}s`;
}

const LONGEST = 120;
const decoder = new TextDecoder();

/** Bytes as a person reads them: text, cut short; `nothing` for none. */
export function shown(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return 'nothing';
  const text = decoder.decode(bytes.subarray(0, LONGEST * 4));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** What came over the wire as JSON; undefined for no bytes, text where it is no JSON. */
export function decoded(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const text = decoder.decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
