import { count } from '../../core/count.ts';
import { durationText } from '../../core/duration-text.ts';
import type { AttemptHappening } from '../event.ts';
import { cut, type EventWords } from './context.ts';
import { isNested } from './invocation-words.ts';
import { short } from './payload-text.ts';

export const ATTEMPT_WORDS: EventWords<AttemptHappening['type']> = {
  'attempt started': ({ invocation, attempt, knownEntries, deployment }) => {
    const isFirst = attempt === 1 && knownEntries <= 1;
    const how =
      knownEntries <= 1 ? 'with an empty journal' : `and replays ${count(knownEntries - 1, 'entry', 'entries')}`;
    const where = deployment === undefined ? '' : ` on deployment ${deployment}`;
    return {
      actor: { invocation },
      ...(!isFirst && { subject: `attempt ${attempt}` }),
      predicate: isFirst ? `starts${where}` : `starts${where} ${how}`,
      weight: attempt > 1 ? 34 : isNested(invocation) ? 22 : 12,
    };
  },

  'attempt failed': ({ invocation, attempt, message, docCode, retryInMs }, context) => ({
    actor: { invocation },
    subject: `attempt ${attempt}`,
    predicate: `fails: ${docCode === undefined ? '' : `[${docCode}] `}${cut(message, context)}`,
    ...(retryInMs !== undefined && { detail: `the next attempt starts in ${durationText(retryInMs)}` }),
    weight: 45,
  }),

  suspended: ({ invocation }) => ({
    actor: { invocation },
    predicate: 'suspends',
    detail: 'its code stops until a result that it awaits arrives',
    weight: 20,
  }),

  'attempt ended': ({ invocation, attempt }) => ({
    actor: { invocation },
    subject: `attempt ${attempt}`,
    predicate: 'ends',
    weight: 0,
  }),

  zombie: ({ invocation, attempt, why }, { max }) => ({
    actor: { invocation },
    subject: `attempt ${attempt}`,
    predicate: `becomes a zombie (${short(why, max)})`,
    detail: 'the server has given it up, and its code still runs',
    weight: 0,
  }),

  'run started': ({ invocation, attempt, entry, name }, { max }) => ({
    actor: { invocation },
    subject: name === '' ? 'run' : `run "${short(name, max)}"`,
    predicate: `starts (entry ${entry}${attempt === 1 ? '' : `, attempt ${attempt}`})`,
    weight: 0,
  }),

  remark: ({ invocation, what, text }, context) => {
    const actor = { invocation };
    if (!what.startsWith('ambient ')) return { actor, predicate: cut(text, context), weight: 0 };
    const location = text === '' ? '' : ` (${cut(text, context)})`;
    return { actor, predicate: `uses ${what.slice('ambient '.length)}${location} outside of ctx.run`, weight: 0 };
  },
};
