import type { Quote } from './types.ts';

/** A quote after the customer has accepted it, unless it is closed. */
export function accepted(quote: Quote): Quote | undefined {
  return quote.status === 'accepted' ? undefined : { ...quote, status: 'accepted' };
}
