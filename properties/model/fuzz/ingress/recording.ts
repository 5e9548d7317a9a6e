import type { Answer } from './answers.ts';
import type { Conversation } from './conversation.ts';

/** What a real server answered to a conversation. */
export interface Recording {
  /** The name of the conversation, which is in some of its requests and answers. */
  readonly tag: string;
  readonly requests: Conversation['requests'];
  readonly answers: readonly Answer[];
}

/** Requests of at most so many characters are recorded. */
const MAX_LENGTH = 450;

/**
 * Chooses what is worth a place in the table: short conversations, one for each kind of answer.
 * @param kindOf what a row shows
 */
export function chosen(all: readonly Recording[], kindOf: (answer: Answer) => string): Recording[] {
  const seen = new Set<string>();
  return all.filter(({ requests, answers }) => {
    if (JSON.stringify(requests).length > MAX_LENGTH) return false;
    const kinds = answers.map(
      (answer, place) =>
        `${requests[place]?.method} ${kindOf(answer)} ${answer.status < 400 ? answer.body.slice(0, 30) : ''}`,
    );
    const isNew = kinds.some((kind) => !seen.has(kind));
    if (isNew) for (const kind of kinds) seen.add(kind);
    return isNew;
  });
}
