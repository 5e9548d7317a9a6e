import * as fc from 'fast-check';
import { checkScenario, InvariantBroken, property, Simulation } from 'restate-sim';
import { ticketOffice } from './ticket-office.ts';

await using sim = new Simulation({ services: [ticketOffice] });
if (!(await sim.client.object(ticketOffice, 'seat-1').buy('ann'))) throw new Error('a seat cannot be bought');

const oneOwner = property(
  'a seat is sold once',
  {
    services: [ticketOffice],
    given: { buyers: fc.array(fc.constantFrom('ann', 'bo'), { minLength: 2, maxLength: 3 }) },
  },
  async ({ sim, given }) => {
    const seat = sim.client.object(ticketOffice, 'seat-7');
    const sold = await Promise.all(given.buyers.map((buyer) => seat.buy(buyer)));
    if (sold.filter(Boolean).length > 1) throw new Error('sold twice');
  },
);
try {
  await checkScenario(oneOwner, { seed: 1, runs: 200 });
  console.log('nothing found');
} catch (error) {
  if (!(error instanceof InvariantBroken)) throw error;
  console.log(error.message);
}
