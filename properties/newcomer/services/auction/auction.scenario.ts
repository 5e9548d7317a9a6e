import * as fc from 'fast-check';
import { everyWrite, scenario } from 'restate-sim';
import { auction } from './auction.ts';
import type { Auction } from './types.ts';

const bids = fc.record({ bidder: fc.constantFrom('ann', 'bob'), amount: fc.integer({ min: 1, max: 100 }) });

export const auctions = scenario('auctions', {
  services: [auction],
  operations: ({ call }) => [
    call(auction, 'open', { key: 'lamp' }),
    call(auction, 'bid', { key: 'lamp', input: bids }),
  ],
  invariants: [
    everyWrite<Auction>('an auction closes at its end', { service: 'Auction', state: 'auction' }, ({ value }) =>
      value.closedAt === undefined || value.closedAt >= value.endsAt
        ? true
        : `closed ${value.endsAt - value.closedAt} ms before its end`,
    ),
  ],
});
