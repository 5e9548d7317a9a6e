import { setUpOf } from '../core/address.ts';
import type { TraceEvent } from './event.ts';

/**
 * What of the set-up belongs into the story of a finding: all of a request whose own events show the finding, and the last
 * request that was made to each key that the story is about, because it shows how that key was left.
 * @param shown sequence numbers of the events that show the finding
 * @param last sequence number with which the story ends
 * @returns whether to show an event; undefined where nothing is shown, so that there is no finding to keep to
 */
export function setUpToShow(
  events: readonly TraceEvent[],
  shown: ReadonlySet<number>,
  last: number,
): ((event: TraceEvent) => boolean) | undefined {
  if (shown.size === 0) return undefined;
  const showing = new Set<string | undefined>();
  const keys = new Set<string>();
  const latest = new Map<string, number>();
  for (const event of events) {
    if (event.seq > last) break;
    const request = requestOf(event);
    if (shown.has(event.seq)) showing.add(request);
    if (event.type !== 'operation' && event.type !== 'invocation created') continue;
    const key = `${event.target.service}/${event.target.key ?? ''}`;
    if (request === undefined) keys.add(key);
    else if (event.type === 'operation') latest.set(key, event.seq);
  }
  const requests = new Set([...latest].flatMap(([key, seq]) => (keys.has(key) ? [seq] : [])));
  return (event) => {
    const request = requestOf(event);
    return request === undefined || showing.has(request) || requests.has(event.seq);
  };
}

/** @returns the request of the set-up that an event comes from */
function requestOf(event: TraceEvent): string | undefined {
  if ('operation' in event && typeof event.operation === 'string') return setUpOf(event.operation);
  return 'invocation' in event && typeof event.invocation === 'string' ? setUpOf(event.invocation) : undefined;
}
