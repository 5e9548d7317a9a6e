import * as restate from '@restatedev/restate-sdk';

interface Order {
  id: string;
  address: string;
  cents: number;
}

const bank = { charge: async (id: string, cents: number): Promise<string> => `${id} paid ${cents}` };
const carrier = { book: async (address: string): Promise<string> => `parcel to ${address}` };
const smtp = { send: async (text: string): Promise<string> => `sent ${text}` };

export const billing = restate.service({
  name: 'Billing',
  handlers: {
    charge: restate.handlers.handler({ ingressPrivate: true }, async (ctx: restate.Context, order: Order) => {
      return ctx.run('charge', () => bank.charge(order.id, order.cents));
    }),
  },
});

export const notifications = restate.service({
  name: 'Notifications',
  handlers: {
    send: restate.handlers.handler({ ingressPrivate: true }, async (ctx: restate.Context, text: string) => {
      return ctx.run('send', () => smtp.send(text));
    }),
  },
});

/** Charges, ships after the night, and notifies the customer. */
export const fulfilment = restate.service({
  name: 'Fulfilment',
  handlers: {
    process: async (ctx: restate.Context, order: Order): Promise<string> => {
      const receipt = await ctx.serviceClient(billing).charge(order);
      const reference = ctx.rand.uuidv4();
      await ctx.sleep({ hours: 8 });
      const parcel = await ctx.run('book carrier', () => carrier.book(order.address));
      const text = `${parcel}, ${reference}`;
      const notified = await ctx.serviceClient(notifications).send(text);
      return `${receipt}; ${notified.slice(0, 4)}`;
    },
  },
});
