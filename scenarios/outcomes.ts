import type { TraceEvent } from '../sim/trace/event.ts';

/** @returns whether an event is an answer with this HTTP status */
export function answered(status: number): (event: TraceEvent) => boolean {
  return (event) => event.type === 'answer' && event.status === status;
}
