import * as restate from '@restatedev/restate-sdk';
import { move } from './move';
import type { Transfer } from './types';

const isAmount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;

export const transfers = restate.service({
  name: 'Transfers',
  handlers: {
    transfer: async (ctx: restate.Context, order: Transfer): Promise<string> => {
      if (!isAmount(order.amount)) throw new restate.TerminalError('amount: a positive integer', { errorCode: 400 });
      if (order.from === order.to) throw new restate.TerminalError('to: another wallet', { errorCode: 400 });
      await move(ctx, order);
      return ctx.rand.uuidv4();
    },
  },
});
