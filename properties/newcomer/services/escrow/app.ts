import * as restate from '@restatedev/restate-sdk';
import { createEscrow } from './escrow.ts';
import type { Payout } from './types.ts';

const pay = async (payout: Payout): Promise<void> => {
  const headers = { 'idempotency-key': `${payout.deal}:${payout.to}` };
  const response = await fetch('https://bank.example/payouts', {
    method: 'POST',
    headers,
    body: JSON.stringify(payout),
  });
  if (!response.ok) throw new Error(`bank: ${response.status}`);
};

restate.serve({ services: [createEscrow({ pay })] });
