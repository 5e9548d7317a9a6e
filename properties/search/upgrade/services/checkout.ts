import * as restate from '@restatedev/restate-sdk';

interface Line {
  sku: string;
  quantity: number;
}

interface CheckoutRequest {
  line: Line;
  card: string;
  note?: string;
}

interface Reservation {
  quantity: number;
  cart: string;
}

const prices = { of: async ({ quantity }: Line): Promise<number> => quantity * 250 };
const bank = { charge: async (card: string, cents: number): Promise<string> => `paid ${cents} with ${card}` };

/** What is left of one article. */
export const stock = restate.object({
  name: 'Stock',
  handlers: {
    reserve: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<{ left: number }>, { quantity, cart }: Reservation): Promise<string> => {
        const left = (await ctx.get('left')) ?? 1_000;
        if (left < quantity) throw new restate.TerminalError('sold out', { errorCode: 409 });
        ctx.set('left', left - quantity);
        return `${quantity} for ${cart}`;
      },
    ),
  },
});

interface State {
  receipt: { total: number; paid: string };
}

/** One run for each cart. */
export const checkout = restate.workflow({
  name: 'Checkout',
  handlers: {
    run: async (ctx: restate.WorkflowContext<State>, request: CheckoutRequest): Promise<string> => {
      const { line, card } = request;
      const reserved = await ctx.objectClient(stock, line.sku).reserve({ quantity: line.quantity, cart: ctx.key });
      const total = await ctx.run('price', () => prices.of(line));
      const paid = await ctx.run('charge', () => bank.charge(card, total));
      ctx.set('receipt', { total, paid });
      return `${reserved}, ${paid}`;
    },

    receipt: async (ctx: restate.WorkflowSharedContext<State>): Promise<string> => {
      const receipt = await ctx.get('receipt');
      return receipt === null ? 'not paid yet' : receipt.paid;
    },
  },
});
