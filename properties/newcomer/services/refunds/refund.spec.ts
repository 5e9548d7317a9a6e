import { effect } from 'restate-sim';
import { expect, test } from 'restate-sim/vitest';
import { bank } from './bank.ts';
import { refundWorkflow } from './refund.ts';

const refund = refundWorkflow(bank);

/** What the bank has paid and closed. It may fail, and it may do its work and lose the response. */
const ledger = effect({
  state: () => ({ paid: new Set<string>(), closed: new Set<string>() }),
  apply: ({ paid, closed }, { id, method }: { id: string; method: string }): { paid: boolean } => {
    if (method === 'DELETE') closed.add(id);
    else if (!closed.has(id)) paid.add(id);
    return { paid: paid.has(id) };
  },
});

test.sim(
  'a refund is paid when its status says so',
  {
    services: [refund],
    effects: { ledger },
    http: {
      'https://bank.example.com/refunds/*': ({ url, method }, calls) =>
        calls.ledger({ id: url.split('/').at(-1) ?? '', method }),
    },
  },
  async ({ sim }) => {
    const status = await sim.client.workflow(refund, 'o-1').run({ order: 'o-1', cents: 500 });
    await expect(sim).toSettle();
    const { paid } = sim.stateOfEffect('ledger') as { paid: Set<string> };
    expect(paid.has('o-1') ? 'paid' : 'failed').toBe(status);
  },
);
