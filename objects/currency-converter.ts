/**
 * A basic service, which keeps nothing: it converts amounts by the rates that `exchangeRates` holds, one object per
 * currency. Any number of conversions run side by side; the rates are read by a shared handler, which waits for no lock.
 *
 * **Two rates are two moments.** A service that reads two objects sees each as it was at some moment of the call, and not both
 * at one. For a conversion that is right: each rate was the rate while the client waited. What must be read together
 * belongs into one object.
 *
 * **Rounding** is down, to whole minor units: a conversion never gives more than the rates say. The arithmetic is done in big
 * integers, so nothing is lost on the way.
 *
 * **Errors** (all terminal): 400 bad input, or a result that would leave the exact numbers; 404 a currency without a rate.
 */
import * as restate from '@restatedev/restate-sdk';
import { fieldsOf, refuse, wholeNumber } from './refuse.ts';

/** Millionths of the common unit that one minor unit of a currency is worth. */
type RateState = { micros: number };

/** The rate of one currency per key, such as `EUR`. */
export const exchangeRates = restate.object({
  name: 'ExchangeRates',
  handlers: {
    set: async (ctx: restate.ObjectContext<RateState>, request: { readonly micros: number }): Promise<void> => {
      currencyFrom('key', ctx.key);
      ctx.set('micros', wholeNumber('micros', fieldsOf(request).micros, 1, mostMicros));
    },

    rate: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<RateState>): Promise<number> =>
        (await ctx.get('micros')) ?? refuse(404, `there is no rate for ${ctx.key}`),
    ),
  },
});

export interface Conversion {
  readonly amount: number;
  readonly from: string;
  readonly to: string;
}

/** What comes out, and the rates that it was worked out by. */
export interface Converted {
  readonly amount: number;
  readonly rates: readonly [from: number, to: number];
}

export const currencyConverter = restate.service({
  name: 'CurrencyConverter',
  handlers: {
    convert: async (ctx: restate.Context, request: Conversion): Promise<Converted> => {
      const { amount, from, to } = fieldsOf(request);
      const whole = wholeNumber('amount', amount, 0, Number.MAX_SAFE_INTEGER);
      const [source, target] = [currencyFrom('from', from), currencyFrom('to', to)];
      const rates = await restate.RestatePromise.all([
        ctx.objectClient(exchangeRates, source).rate(),
        ctx.objectClient(exchangeRates, target).rate(),
      ]);
      return { amount: converted(whole, rates), rates };
    },
  },
});

// The decisions.

const mostMicros = 1_000_000_000_000;

export function converted(amount: number, [from, to]: readonly [number, number]): number {
  const result = Number((BigInt(amount) * BigInt(from)) / BigInt(to));
  return Number.isSafeInteger(result) ? result : refuse(400, 'the result would leave the exact numbers');
}

function currencyFrom(name: string, value: unknown): string {
  if (typeof value === 'string' && /^[A-Z]{3}$/.test(value)) return value;
  return refuse(400, `${name} must be a currency of three capital letters`);
}
