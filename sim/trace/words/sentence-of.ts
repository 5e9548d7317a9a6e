import type { EventType } from '../event.ts';
import type { ShownEvent } from '../shown.ts';
import { ATTEMPT_WORDS } from './attempt-words.ts';
import { CLIENT_WORDS } from './client-words.ts';
import type { Context, EventWords } from './context.ts';
import { INVOCATION_WORDS } from './invocation-words.ts';
import { JOURNAL_WORDS } from './journal-words.ts';
import { OUTSIDE_WORDS } from './outside-words.ts';
import type { Sentence } from './sentence.ts';
import { SLOT_WORDS } from './slot-words.ts';
import { WORLD_WORDS } from './world-words.ts';

/** Every type of event in words. */
const EVENTS: EventWords<EventType> = {
  ...CLIENT_WORDS,
  ...INVOCATION_WORDS,
  ...SLOT_WORDS,
  ...ATTEMPT_WORDS,
  ...JOURNAL_WORDS,
  ...OUTSIDE_WORDS,
  ...WORLD_WORDS,
};

/** @returns an event in words */
export function sentenceOf(event: ShownEvent, context: Context): Sentence {
  // The table has for each type words of exactly that type, which TypeScript cannot follow through the look-up.
  const words = EVENTS[event.type] as (event: ShownEvent, context: Context) => Sentence;
  return words(event, context);
}
