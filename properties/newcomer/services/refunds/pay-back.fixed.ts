import { TerminalError, type Context } from '@restatedev/restate-sdk';
import { RETRIES, type BankApi, type RefundRequest, type RefundStatus } from './types.ts';

/** Lets the bank pay back, and returns what became of it. */
export async function payBack(ctx: Context, bank: BankApi, { order, cents }: RefundRequest): Promise<RefundStatus> {
  try {
    await ctx.run('refund', () => bank.refund({ id: order, cents }), RETRIES);
    return 'paid';
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    // It may have been paid although no response came.
    return (await ctx.run('close the refund', () => bank.close(order))) ? 'paid' : 'failed';
  }
}
