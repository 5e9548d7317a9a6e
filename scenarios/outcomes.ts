import type { TraceEvent } from '../sim/index.ts';

/** Whether an event shows an outcome of a scenario. */
export type Shows = (event: TraceEvent) => boolean;

const decoder = new TextDecoder();

/** @returns whether an event is a response with this HTTP status, and with this text in its body */
export function answered(status: number, saying = ''): Shows {
  return (event) =>
    event.type === 'answer' &&
    event.status === status &&
    (saying === '' || decoder.decode(event.body).includes(saying));
}

/** @returns whether an event is the completion of an invocation with this text in its output */
export function ended(saying: string): Shows {
  return (event) =>
    event.type === 'completed' && 'ok' in event.result && decoder.decode(event.result.ok).includes(saying);
}

/** Whether a request found the invocation of an earlier one, by its idempotency key. */
export const repeated: Shows = (event) => event.type === 'invocation found';
