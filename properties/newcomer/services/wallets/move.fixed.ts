import type { Context } from '@restatedev/restate-sdk';
import type { Transfer } from './types';
import type { Wallet } from './wallet';

/** Moves money from one wallet to another. */
export async function move(ctx: Context, { from, to, amount }: Transfer): Promise<void> {
  const wallet = (key: string) => ctx.objectClient<Wallet>({ name: 'Wallet' }, key);
  await wallet(from).debit(amount);
  try {
    await wallet(to).credit(amount);
  } catch (error) {
    await wallet(from).giveBack(amount);
    throw error;
  }
}
