import type { TraceEvent } from '../sim/index.ts';

/** Whether an event shows an outcome that a scenario has declared. */
export type Shows = (event: TraceEvent) => boolean;

const decoder = new TextDecoder();

/** @returns whether an event is an answer with this HTTP status, whose body says this */
export function answered(status: number, saying = ''): Shows {
  return (event) =>
    event.type === 'answer' &&
    event.status === status &&
    (saying === '' || decoder.decode(event.body).includes(saying));
}

/** @returns whether an event is the end of an invocation whose result says this, whoever waits for it */
export function ended(saying: string): Shows {
  return (event) =>
    event.type === 'completed' && 'ok' in event.result && decoder.decode(event.result.ok).includes(saying);
}

/** A request found the invocation of an earlier one, by its idempotency key. */
export const repeated: Shows = (event) => event.type === 'invocation found';
