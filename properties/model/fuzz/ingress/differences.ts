import type { Answer } from './answers.ts';
import type { Conversation } from './conversation.ts';
import { excuseOf } from './excused.ts';
import { partsThatDiffer } from './parts.ts';

/** Where the answers of the two servers part. */
export interface Difference {
  /** Place of the request in its conversation. */
  readonly place: number;
  readonly real: Answer;
  readonly sim: Answer;
  /** Name of the difference with all that is particular to the request left out: equal ones have one cause. */
  readonly cause: string;
  /** Why it may remain; undefined: it must not. */
  readonly excuse: string | undefined;
}

/** @returns the first difference that is not excused, or else the first one; undefined where there is none */
export function differenceOf(
  { requests }: Conversation,
  real: readonly Answer[],
  sim: readonly Answer[],
): Difference | undefined {
  let excused: Difference | undefined;
  for (const [place, request] of requests.entries()) {
    const [here, there] = [real[place], sim[place]];
    if (here === undefined || there === undefined) return excused;
    const parts = partsThatDiffer(here, there);
    if (parts.length === 0) continue;
    const cause = `${parts.join(', ')}: ${kindOf(here)} -> ${kindOf(there)}`;
    const difference = { place, real: here, sim: there, cause, excuse: excuseOf(request, here, there)?.name };
    if (difference.excuse === undefined) return difference;
    excused ??= difference;
  }
  return excused;
}

/** What was answered, in a few words, without what the request brought in. */
export function kindOf({ status, body }: Answer): string {
  const message = /"message":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? (status === 200 ? 'a result' : body.slice(0, 40));
  const general = message.replaceAll(/'[^']*'/g, "'…'").replaceAll(/bad path: .*/g, 'bad path: …');
  return `${status === 0 ? 'closed' : status === -1 ? 'nothing' : status} ${general.slice(0, 100)}`.trim();
}
