import { atRest, scenario } from 'restate-sim';
import { transfers } from './transfers';
import { OPENING } from './types';
import { wallet } from './wallet';

const OWNERS = ['ann', 'bob'];

export const wallets = scenario('wallets', {
  services: [wallet, transfers],
  operations: ({ call }) => [
    call(transfers, 'transfer', { input: { from: 'ann', to: 'bob', amount: 60 } }),
    call(transfers, 'transfer', { input: { from: 'bob', to: 'ann', amount: 25 } }),
    ...OWNERS.flatMap((key) => [call(wallet, 'freeze', { key }), call(wallet, 'balance', { key })]),
  ],
  faults: { operators: false },
  invariants: [
    atRest('money is neither made nor lost', (world) => {
      const total = OWNERS.map((key) => Number(world.state('Wallet', key, 'balance') ?? OPENING)).reduce(
        (sum, balance) => sum + balance,
        0,
      );
      return total === 2 * OPENING || `the wallets hold ${total}`;
    }),
  ],
});
