import { declined, type PaymentRequest, type Receipt } from '../objects/shopping-cart.ts';
import { effect, type Effect } from '../sim/index.ts';

/** A charge that the provider has made. */
export interface Charge extends PaymentRequest {
  readonly paymentId: string;
}

/** The state of a payment provider. */
export interface Provider {
  /** All charges. */
  readonly charges: Charge[];
  /** Its response to each idempotency key, which it repeats. */
  readonly answers: Map<string, Receipt | 'declined'>;
  /** Number of calls for a cart, for the bank that does not answer at first. */
  readonly unanswered: Map<string, number>;
}

/** The provider declines larger amounts. */
const CARD_LIMIT = 900;
/** The bank of this cart answers only after so many calls: more than a checkout makes. */
const SLOW_BANK = { cart: 'cid', calls: 12 } as const;

/** A payment provider: charges once for each idempotency key, declines some amounts, and is sometimes unreachable. */
export const payments: Effect<PaymentRequest, Receipt> = effect({
  state: (): Provider => ({ charges: [], answers: new Map(), unanswered: new Map() }),
  apply: (provider: Provider, request: PaymentRequest): Receipt => {
    const { idempotencyKey, amount, cart } = request;
    const calls = (provider.unanswered.get(cart) ?? 0) + 1;
    provider.unanswered.set(cart, calls);
    if (cart === SLOW_BANK.cart && calls <= SLOW_BANK.calls) throw new Error('the bank of the payer does not answer');
    const answer = provider.answers.get(idempotencyKey) ?? decide(provider, request);
    // Without a key it cannot recognise a repetition, and charges again.
    if (idempotencyKey !== '') provider.answers.set(idempotencyKey, answer);
    if (answer === 'declined') throw declined(`${amount} is over the limit of the card`);
    return answer;
  },
  idempotencyKey: ({ idempotencyKey }) => idempotencyKey,
});

function decide(provider: Provider, request: PaymentRequest): Receipt | 'declined' {
  if (request.amount > CARD_LIMIT) return 'declined';
  const paymentId = `payment ${provider.charges.length + 1}`;
  provider.charges.push({ ...request, paymentId });
  return { paymentId };
}
