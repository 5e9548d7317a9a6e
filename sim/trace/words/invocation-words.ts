import { durationText } from '../../core/duration-text.ts';
import { count } from '../../core/count.ts';
import type { InvocationHappening } from '../event.ts';
import { cut, returns, type EventWords } from './context.ts';
import { short } from './payload-text.ts';
import { targetText } from './target-text.ts';
import { causeText } from './trouble-words.ts';

const FOUND = {
  'in flight': (earlier: string) => `attaches to invocation ${earlier}, which is in flight`,
  completed: (earlier: string) => `gets the stored result of invocation ${earlier}`,
  refused: (earlier: string) => `is refused: invocation ${earlier} exists already`,
};

const FORGOTTEN = {
  purged: 'is purged',
  retention: 'is deleted: its retention time is over',
  'not retained': 'is deleted: its result is not retained',
};

export const INVOCATION_WORDS: EventWords<InvocationHappening['type']> = {
  'invocation created': ({ invocation, target, scheduledForMs, atMs }, { max }) => ({
    actor: { invocation },
    predicate: `is created${scheduledForMs === undefined ? '' : `, to start in ${durationText(scheduledForMs - atMs)}`}`,
    detail: `handler ${targetText(target, max)}`,
    weight: 0,
  }),

  'invocation found': ({ by, how, invocation }) => ({
    actor: { invocation: by },
    predicate: FOUND[how](invocation),
    weight: 48,
  }),

  'lock taken': ({ invocation, key }, { max }) => ({
    actor: { invocation },
    predicate: `takes the lock of ${short(key, max)}`,
    weight: 0,
  }),

  queued: ({ invocation, key, ahead }, { max }) => ({
    actor: { invocation },
    predicate: `waits for the lock of ${short(key, max)}`,
    ...(ahead > 0 && { detail: `behind ${count(ahead, 'other')}` }),
    weight: 25,
  }),

  'lock released': ({ invocation, key }, { max }) => ({
    actor: { invocation },
    predicate: `releases the lock of ${short(key, max)}`,
    weight: 0,
  }),

  'cancel requested': ({ invocation, by }, { max }) => ({
    actor: { invocation },
    predicate: `is cancelled by ${causeText(by, max)}`,
    weight: 70,
  }),

  killed: ({ invocation, by }, { max }) => ({
    actor: { invocation },
    predicate: `is killed by ${causeText(by, max)}`,
    weight: 70,
  }),

  removed: ({ invocation, from, why }, { max }) => ({
    actor: { invocation },
    predicate: `is removed from the ${from}`,
    detail: short(why, max),
    weight: 50,
  }),

  paused: ({ invocation, why }, context) => ({
    actor: { invocation },
    predicate: `is paused: ${causeText(cut(why, context), context.max)}`,
    weight: 70,
  }),

  resumed: ({ invocation, why, deployment }, context) => ({
    actor: { invocation },
    predicate: `is resumed${deployment === undefined ? '' : ` on deployment ${deployment}`}: ${cut(why, context)}`,
    weight: deployment === undefined ? 0 : 60,
  }),

  completed: ({ invocation, result }, context) => ({
    actor: { invocation },
    predicate: returns(result, context),
    weight: isNested(invocation) ? 32 : 15,
  }),

  forgotten: ({ invocation, why }) => ({ actor: { invocation }, predicate: FORGOTTEN[why], weight: 0 }),
};

/** An invocation that a handler started, not a client: the client gets no response that would show its end. */
export function isNested(invocation: string): boolean {
  return invocation.includes('/');
}
