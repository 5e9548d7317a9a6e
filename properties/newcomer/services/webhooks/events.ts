export type WebhookEvent =
  | { id: string; type: 'payment.succeeded'; account: string; cents: number }
  | { id: string; type: 'payment.refunded'; account: string; cents: number };

export const signed = (event: WebhookEvent): number =>
  event.type === 'payment.succeeded' ? event.cents : -event.cents;
