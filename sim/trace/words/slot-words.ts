import type { LimitNote, SlotHappening } from '../event.ts';
import type { EventWords } from './context.ts';

export const SLOT_WORDS: EventWords<SlotHappening['type']> = {
  'waits for a slot': ({ invocation, limit }) => ({
    actor: { invocation },
    predicate: `waits for a slot: ${limitText(limit)} is reached`,
    weight: 40,
  }),

  'slot taken': ({ invocation, scope, limits }) => ({
    actor: { invocation },
    predicate:
      limits.length === 0 ? `runs in scope ${scope}` : `takes a slot of ${limits.map(limitText).join(' and of ')}`,
    weight: 0,
  }),

  'slot released': ({ invocation, scope }) => ({
    actor: { invocation },
    predicate: `gives back its slot of scope ${scope}`,
    weight: 0,
  }),

  'limit changed': ({ pattern, concurrency }) => ({
    actor: { name: 'an operator' },
    predicate:
      concurrency === undefined ? `removes the limit of ${pattern}` : `sets the limit of ${pattern} to ${concurrency}`,
    weight: 60,
  }),
};

/** @returns a limit in words, such as `limit 2 of a/*` */
export function limitText({ pattern, concurrency, counter }: LimitNote): string {
  return `limit ${concurrency} of ${pattern}${pattern === counter ? '' : ` for ${counter}`}`;
}
