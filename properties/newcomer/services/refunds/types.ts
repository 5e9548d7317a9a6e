export interface RefundRequest {
  order: string;
  cents: number;
}

export type RefundStatus = 'requested' | 'paid' | 'failed';

export interface BankApi {
  /** Pays money back. A refund with an id that the bank knows is not paid again. */
  refund(request: { id: string; cents: number }): Promise<void>;
  /** Closes a refund, which is not paid from then on, and returns whether it had been paid. */
  close(id: string): Promise<boolean>;
}

export const RETRIES = { maxRetryAttempts: 3, initialRetryInterval: { seconds: 1 } };
