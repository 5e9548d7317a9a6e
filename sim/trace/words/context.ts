import type { Outcome } from '../../journal/outcome.ts';
import type { EventType } from '../event.ts';
import type { Payload, Shown, ShownEventOf } from '../shown.ts';
import { payloadText, short } from './payload-text.ts';
import type { RunNames } from './run-names.ts';
import type { Actor, Sentence } from './sentence.ts';

/** What the words of an event need apart from the event. */
export interface Context {
  readonly names: RunNames;
  /** Characters of a value or a message, at most. */
  readonly max: number;
}

/** For each of these types of events, the sentence about one of them. */
export type EventWords<Type extends EventType> = {
  readonly [Each in Type]: (event: ShownEventOf<Each>, context: Context) => Sentence;
};

/** @returns a value or a message on one line */
export function cut(text: string, { max }: Context): string {
  return short(plain(text), max);
}

/** @returns `returns 30`, `returns without a value`, `fails with 400 insufficient funds` */
export function returns(result: Shown<Outcome>, context: Context): string {
  if ('failure' in result) return `fails with ${failureWords(result.failure, context)}`;
  return result.ok.length === 0 ? 'returns without a value' : `returns ${payloadText(result.ok, context.max)}`;
}

/** @returns `is resolved with 30`, `is resolved`, `is rejected with 400 insufficient funds` */
export function isResolved(result: Shown<Outcome>, context: Context): string {
  if ('failure' in result) return `is rejected with ${failureWords(result.failure, context)}`;
  return result.ok.length === 0 ? 'is resolved' : `is resolved with ${payloadText(result.ok, context.max)}`;
}

/** @returns `400 insufficient funds` */
export function failureWords(
  { code, message }: { readonly code: number; readonly message: string },
  context: Context,
): string {
  return `${code} ${cut(message, context)}`;
}

/** @returns `tokens = 3`, `tokens, which is not set` */
export function stateWords(key: string, value: Payload | undefined, { max }: Context): string {
  const name = short(key, max);
  return value === undefined ? `${name}, which is not set` : `${name} = ${payloadText(value, max)}`;
}

/** @returns the invocation that an event happens in, or code outside of every handler */
export function inInvocation(invocation: string | undefined): Actor {
  return invocation === undefined ? { name: 'code outside of a handler' } : { invocation };
}

/** What the server says at length about a command that it refuses: only which one, and why. */
function plain(message: string): string {
  return message.replace(
    /cannot process command Command: (\w+) \(command index (\d+)\) because of a failed precondition: /,
    '$1 (entry $2): ',
  );
}
