import * as fc from 'fast-check';
import { atRest, scenario } from 'restate-sim';
import { transfers } from './transfers';
import { OPENING } from './types';
import { wallet } from './wallet';

const owners = fc.constantFrom('ann', 'bob');
const orders = fc.record({ from: owners, to: owners, amount: fc.integer({ min: 1, max: 60 }) });

export const wallets = scenario('wallets', {
  services: [wallet, transfers],
  operations: ({ call }) => [
    call(transfers, 'transfer', { input: orders }),
    call(wallet, 'freeze', { key: owners }),
    call(wallet, 'balance', { key: owners }),
  ],
  faults: { operators: false },
  invariants: [
    atRest('money is neither made nor lost', (world) => {
      const total = ['ann', 'bob']
        .map((key) => Number(world.state('Wallet', key, 'balance') ?? OPENING))
        .reduce((sum, balance) => sum + balance, 0);
      return total === 2 * OPENING || `the wallets hold ${total}`;
    }),
  ],
});
