export interface Bid {
  bidder: string;
  amount: number;
}

export interface Auction {
  endsAt: number;
  highest: Bid | null;
  closed: boolean;
  closedAt?: number;
}

export const OPEN_MS = 10 * 60_000;
export const EXTENSION_MS = 2 * 60_000;
