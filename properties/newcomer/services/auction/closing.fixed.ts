import type { Auction } from './types.ts';

/** Whether a message that closes an auction is meant now: a late bid has extended it. */
export const isDue = (auction: Auction, now: number): boolean => !auction.closed && now >= auction.endsAt;
