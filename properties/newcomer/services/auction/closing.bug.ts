import type { Auction } from './types.ts';

/** Whether a message that closes an auction is meant now. */
export const isDue = (auction: Auction, _now: number): boolean => !auction.closed;
