export type Quote = { price: number; status: 'open' | 'accepted' | 'expired' };
export const VALID_MINUTES = 15;
