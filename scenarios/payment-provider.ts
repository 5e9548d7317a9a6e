import { declined, type PaymentRequest, type Receipt } from '../objects/shopping-cart.ts';
import { effect, type Effect } from '../sim/index.ts';

/** Money that the provider took. */
export interface Charge extends PaymentRequest {
  readonly paymentId: string;
}

/** What a payment provider keeps. */
export interface Provider {
  /** Every time that money moved. */
  readonly charges: Charge[];
  /** Its answer to each idempotency key, which it repeats. */
  readonly answers: Map<string, Receipt | 'declined'>;
  /** How often it was asked for a cart whose bank does not answer. */
  readonly unanswered: Map<string, number>;
}

/** The provider says no to more than this. */
const CARD_LIMIT = 900;
/** Payments of this cart go to a bank that answers only after so many calls: longer than a checkout tries. */
const SLOW_BANK = { cart: 'cid', calls: 12 } as const;

/** A payment provider: charges once for each idempotency key, declines some amounts, cannot be reached at times. */
export const payments: Effect<PaymentRequest, Receipt> = effect({
  state: (): Provider => ({ charges: [], answers: new Map(), unanswered: new Map() }),
  apply: (provider: Provider, request: PaymentRequest): Receipt => {
    const { idempotencyKey, amount, cart } = request;
    const calls = (provider.unanswered.get(cart) ?? 0) + 1;
    provider.unanswered.set(cart, calls);
    if (cart === SLOW_BANK.cart && calls <= SLOW_BANK.calls) throw new Error('the bank of the payer does not answer');
    const answer = provider.answers.get(idempotencyKey) ?? decide(provider, request);
    // Without a key it cannot tell a repetition from another payment, and charges again.
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
