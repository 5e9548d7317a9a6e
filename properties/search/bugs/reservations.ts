import { effect, type Effect } from '../../../sim/simulation/scenario/effect.ts';

/** Asks a travel agency to book or to cancel one part of a trip. */
export interface Booking {
  readonly trip: string;
  readonly part: 'hotel' | 'car' | 'flight';
  readonly action: 'book' | 'cancel';
}

/** What the agency keeps. */
export interface Agency {
  readonly booked: Map<string, Set<string>>;
  readonly cancelled: Set<string>;
}

/** A travel agency: asking twice is the same as once, and what was cancelled cannot be booked by a late request. */
export const agency: Effect<Booking, boolean> = effect({
  state: (): Agency => ({ booked: new Map(), cancelled: new Set() }),
  apply: ({ booked, cancelled }: Agency, { trip, part, action }: Booking): boolean => {
    const parts = booked.get(trip) ?? new Set();
    booked.set(trip, parts);
    if (action === 'cancel') {
      cancelled.add(`${trip} ${part}`);
      return parts.delete(part);
    }
    if (cancelled.has(`${trip} ${part}`)) return false;
    parts.add(part);
    return true;
  },
  latenciesMs: [0, 30],
});

/** @returns what is wrong when a trip has some of its parts booked and not the others */
export function halfBooked({ booked }: Agency, parts: number): string | undefined {
  for (const [trip, has] of booked) {
    if (has.size !== 0 && has.size !== parts) return `trip ${trip} is left with ${[...has].join(' and ')} alone`;
  }
  return undefined;
}
