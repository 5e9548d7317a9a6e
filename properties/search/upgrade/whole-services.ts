import type { EditedService } from './edited-service.ts';
import { agent } from './services/agent.edits.ts';
import { checkout } from './services/checkout.edits.ts';
import { documents } from './services/documents.edits.ts';
import { expenses } from './services/expenses.edits.ts';
import { exported } from './services/exports.edits.ts';
import { fulfilment } from './services/fulfilment.edits.ts';
import { inventory } from './services/inventory.edits.ts';
import { onboarding } from './services/onboarding.edits.ts';
import { order } from './services/order.edits.ts';
import { payments } from './services/payments.edits.ts';
import { poller } from './services/poller.edits.ts';
import { rateLimit } from './services/rate-limit.edits.ts';
import { subscription } from './services/subscription.edits.ts';
import { trip } from './services/trip.edits.ts';
import { webhooks } from './services/webhooks.edits.ts';

/** Whole services, with what teams change in them; the ten mistakes of docs/internals/upgrade-semantics.md are among the changes. */
export const WHOLE_SERVICES: readonly EditedService[] = [
  order,
  payments,
  checkout,
  trip,
  onboarding,
  expenses,
  subscription,
  poller,
  documents,
  exported,
  rateLimit,
  agent,
  inventory,
  webhooks,
  fulfilment,
];
