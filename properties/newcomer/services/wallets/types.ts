export type Transfer = { from: string; to: string; amount: number };
export type WalletState = { balance: number; frozen: boolean };
export const OPENING = 100;
