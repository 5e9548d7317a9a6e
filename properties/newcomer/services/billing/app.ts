import * as restate from '@restatedev/restate-sdk';
import { makeSubscription } from './subscription.ts';
import type { ChargeRequest } from './types.ts';

async function charge(request: ChargeRequest): Promise<string> {
  const response = await fetch('https://pay.example.com/v1/charges', {
    method: 'POST',
    headers: { 'idempotency-key': request.idempotencyKey },
    body: JSON.stringify(request),
  });
  if (!response.ok) throw new Error(`payments: ${response.status}`);
  return ((await response.json()) as { receipt: string }).receipt;
}

restate.serve({ services: [makeSubscription(charge)] });
