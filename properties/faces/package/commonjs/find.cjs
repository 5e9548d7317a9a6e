const restate = require('@restatedev/restate-sdk');
const { checkScenario, InvariantBroken, property, Simulation } = require('restate-sim');

const ticketOffice = restate.object({
  name: 'TicketOffice',
  handlers: {
    buy: restate.handlers.object.shared(async (ctx, buyer) => {
      if ((await ctx.get('owner')) !== null) return false;
      await ctx.run('charge card', () => 'paid');
      ctx.objectSendClient({ name: 'TicketOffice' }, ctx.key).keep(buyer);
      return true;
    }),
    keep: async (ctx, buyer) => {
      ctx.set('owner', buyer);
    },
  },
});

const oneOwner = property('a seat is sold once', { services: [ticketOffice] }, async ({ sim }) => {
  const seat = sim.client.object(ticketOffice, 'seat-7');
  const sold = await Promise.all([seat.buy('ann'), seat.buy('bo')]);
  if (sold.filter(Boolean).length > 1) throw new Error('sold twice');
});

void (async () => {
  // Node 22 does not know `await using`.
  const sim = new Simulation({ services: [ticketOffice] });
  if (!(await sim.client.object(ticketOffice, 'seat-1').buy('ann'))) throw new Error('a seat cannot be bought');
  await sim[Symbol.asyncDispose]();
  try {
    await checkScenario(oneOwner, { seed: 1, runs: 200 });
    console.log('nothing found');
  } catch (error) {
    if (!(error instanceof InvariantBroken)) throw error;
    console.log(error.message);
  }
})();
