import { count } from '../../core/count.ts';
import { durationText } from '../../core/duration-text.ts';
import { FIRST_AWAKEABLE_SIGNAL, CANCEL_SIGNAL } from '../../journal/notification.ts';
import type { CommandType } from '../../journal/command.ts';
import type { JournalHappening } from '../event.ts';
import type { ShownCommand, ShownEventOf } from '../shown.ts';
import { signalText } from './command-words.ts';
import { completionWords } from './completion-words.ts';
import { cut, isResolved, returns, stateWords, type Context, type EventWords } from './context.ts';
import { payloadText, short } from './payload-text.ts';
import type { Sentence } from './sentence.ts';
import { targetText } from './target-text.ts';

export const JOURNAL_WORDS: EventWords<JournalHappening['type']> = {
  appended: ({ invocation, entry, command, atMs }, context) => {
    const { predicate, weight } = issued(command, atMs, context);
    return { actor: { invocation }, predicate, detail: `(entry ${entry})`, weight };
  },

  notified: (event, context) => {
    const { awaitedBy, notification } = event;
    if (notification.type === 'signal') return signalArrives(event, context);
    const words = completionWords(event, context);
    if (awaitedBy === undefined) return words;
    const predicate = `${words.predicate}, with the result that ${short(awaitedBy, context.max)} left behind`;
    return { ...words, predicate, weight: LEFT_BEHIND };
  },

  'journal copied': ({ invocation, from, rows }, { max }) => ({
    actor: { invocation },
    predicate: `begins with ${count(rows.length, 'row', 'rows')} of the journal of ${short(from, max)}`,
    detail: 'nothing of them takes effect again',
    weight: 60,
  }),

  refused: ({ invocation, attempt, message }, context) => ({
    actor: { invocation },
    subject: `attempt ${attempt}`,
    predicate: `is rejected by the server: ${cut(message, context)}`,
    weight: 0,
  }),

  'state replaced': ({ key, applied }, { max }) => ({
    actor: { name: 'an operator' },
    predicate: applied
      ? `replaces the state of ${short(key, max)}`
      : `does not replace the state of ${short(key, max)}: it is no longer the expected version`,
    weight: 0,
  }),

  'promise completed': ({ key, name, result }, context) => ({
    actor: { name: short(key, context.max) },
    subject: `promise "${short(name, context.max)}"`,
    predicate: isResolved(result, context),
    weight: 50,
  }),

  'signal dropped': ({ invocation, signal }) => ({
    actor: { invocation },
    subject: signalText(signal),
    predicate: 'is dropped: the invocation has completed already',
    weight: 60,
  }),

  'timer fired': ({ invocation, completion, armedBy }, { max }) =>
    armedBy === undefined
      ? {
          actor: { invocation },
          subject: completion === undefined ? 'its delay' : 'its sleep',
          predicate: 'is over',
          weight: 26,
        }
      : {
          actor: { invocation },
          subject: `the sleep that ${short(armedBy, max)} left behind`,
          predicate: 'fires into this invocation, as restate-server 1.7 does; 1.8 fixes it',
          weight: LEFT_BEHIND,
        },
};

/** Weight of what an ended invocation with the same id has left behind: a reader does not expect it. */
const LEFT_BEHIND = 80;

type Words<Command> = (
  command: Command,
  context: Context,
  atMs: number,
) => { readonly predicate: string; readonly weight: number };

/** What a handler does with each command. Results that arrive later have words of their own. */
const ISSUED: { readonly [Type in CommandType]: Words<Extract<ShownCommand, { readonly type: Type }>> } = {
  Input: () => ({ predicate: 'receives its input', weight: 0 }),
  Output: ({ result }, context) => ({ predicate: returns(result, context), weight: 0 }),
  Run: ({ name }, { max }) => ({ predicate: `runs ${name === '' ? 'a closure' : `"${short(name, max)}"`}`, weight: 0 }),
  Sleep: ({ wakeUpMs }, _context, atMs) => ({ predicate: `sleeps for ${durationText(wakeUpMs - atMs)}`, weight: 26 }),
  Call: (command, context) => ({ predicate: `calls ${requestText(command, context)}`, weight: 28 }),
  OneWayCall: (command, context, atMs) => {
    const { invokeAtMs } = command;
    const delay =
      invokeAtMs === undefined || invokeAtMs <= atMs ? '' : ` with a delay of ${durationText(invokeAtMs - atMs)}`;
    return { predicate: `sends ${requestText(command, context)}${delay}`, weight: 28 };
  },
  GetLazyState: ({ key }, { max }) => ({ predicate: `requests the state ${short(key, max)}`, weight: 0 }),
  GetEagerState: ({ key, value }, context) => ({ predicate: `reads ${stateWords(key, value, context)}`, weight: 18 }),
  GetLazyStateKeys: () => ({ predicate: 'requests its state keys', weight: 0 }),
  GetEagerStateKeys: ({ keys }, context) => ({
    predicate: `reads its state keys: ${keysText(keys, context)}`,
    weight: 0,
  }),
  SetState: ({ key, value }, { max }) => ({
    predicate: `sets ${short(key, max)} = ${payloadText(value, max)}`,
    weight: 35,
  }),
  ClearState: ({ key }, { max }) => ({ predicate: `clears ${short(key, max)}`, weight: 35 }),
  ClearAllState: () => ({ predicate: 'clears all its state', weight: 35 }),
  SendSignal: ({ signal, target }, { max }) => ({
    predicate: `sends ${signalText(signal)} to ${short(target, max)}`,
    weight: 0,
  }),
  AttachInvocation: ({ target }, { max }) => ({ predicate: `attaches to ${short(target, max)}`, weight: 0 }),
  CompleteAwakeable: ({ result }) => ({
    predicate: `${'failure' in result ? 'rejects' : 'resolves'} an awakeable`,
    weight: 0,
  }),
  GetPromise: ({ key }, { max }) => ({ predicate: `awaits promise "${short(key, max)}"`, weight: 0 }),
  PeekPromise: ({ key }, { max }) => ({ predicate: `peeks at promise "${short(key, max)}"`, weight: 0 }),
  CompletePromise: ({ key, result }, { max }) => ({
    predicate: `${'failure' in result ? 'rejects' : 'resolves'} promise "${short(key, max)}"`,
    weight: 0,
  }),
};

function issued(command: ShownCommand, atMs: number, context: Context): ReturnType<Words<ShownCommand>> {
  // The table has for each type words of exactly that type, which TypeScript cannot follow through the look-up.
  const words = ISSUED[command.type] as Words<ShownCommand>;
  return words(command, context, atMs);
}

function requestText(
  command: Extract<ShownCommand, { readonly type: 'Call' | 'OneWayCall' }>,
  { max }: Context,
): string {
  const { parameter } = command;
  return `${targetText(command, max)}(${parameter.length === 0 ? '' : payloadText(parameter, max)})`;
}

function keysText(keys: readonly string[], { max }: Context): string {
  return keys.length === 0 ? 'none' : short(keys.join(', '), max);
}

function signalArrives({ invocation, notification }: ShownEventOf<'notified'>, context: Context): Sentence {
  const actor = { invocation };
  if (notification.type !== 'signal' || notification.result === 'empty')
    return { actor, predicate: 'receives a signal', weight: 0 };
  const { signal, result } = notification;
  if ('index' in signal && signal.index === CANCEL_SIGNAL)
    return { actor, predicate: 'receives the cancel signal', weight: 0 };
  const isAwakeable = 'index' in signal && signal.index >= FIRST_AWAKEABLE_SIGNAL;
  const subject = isAwakeable ? 'its awakeable' : signalText(signal);
  if (!('ok' in result) && !('failure' in result)) return { actor, subject, predicate: 'arrives', weight: 0 };
  return { actor, subject, predicate: isResolved(result, context), weight: 'failure' in result ? 30 : 14 };
}
