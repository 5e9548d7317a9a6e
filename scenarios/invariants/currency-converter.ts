import { callBreach, decodePayload, type Invariant, serviceInvariant } from '../../sim/index.ts';
import type { Conversion, Converted } from '../../objects/currency-converter.ts';
import { Versions } from './versions.ts';

const SERVICE = 'CurrencyConverter';

/** Each rate was the rate of its currency at some moment between the request and the response. */
export const ratesWereThere: Invariant = serviceInvariant(
  'a conversion uses rates that were valid meanwhile',
  SERVICE,
  (view) => {
    const rates = new Versions('none');
    const began = new Map<string, Readonly<Record<string, number>>>();
    let compared = 0;
    return {
      onCreated: ({ invocation, input }) => {
        const { from = '', to = '' } = (input ?? {}) as Partial<Conversion>;
        began.set(invocation, { [from]: rates.now(from), [to]: rates.now(to) });
      },
      onEvent: (event) => {
        if (event.type !== 'appended' || event.command.type !== 'SetState') return undefined;
        const { target } = view.who(event.invocation) ?? {};
        if (target?.service === 'ExchangeRates')
          rates.write(target.key ?? '', String(decodePayload(event.command.value)));
        return undefined;
      },
      onCompleted: (call, end) => {
        if (!('output' in end)) return undefined;
        const { from, to } = call.input as Conversion;
        const { rates: used } = end.output as Converted;
        const since = began.get(call.invocation) ?? {};
        compared++;
        for (const [currency, rate] of [
          [from, used[0]],
          [to, used[1]],
        ] as const) {
          if (rates.had(currency, String(rate), since[currency] ?? 0)) continue;
          return callBreach(call, {
            message: `used the rate ${rate} for ${currency}, which was never the rate since it started; the rate is ${rates.current(currency)}.`,
            seq: end.seq,
          });
        }
        return undefined;
      },
      exercised: () => compared,
    };
  },
);

/** A conversion returns the largest whole number of minor units that the rates allow. */
export const neverTooMuch: Invariant = serviceInvariant(
  'a conversion gives what the rates say, rounded down',
  SERVICE,
  () => {
    let compared = 0;
    return {
      onCompleted: (call, end) => {
        if (!('output' in end)) return undefined;
        compared++;
        const { amount, rates } = end.output as Converted;
        const worth = BigInt((call.input as Conversion).amount) * BigInt(rates[0]);
        const each = BigInt(rates[1]);
        if (BigInt(amount) * each <= worth && worth < (BigInt(amount) + 1n) * each) return undefined;
        return callBreach(call, {
          message: `returned ${amount} for ${(call.input as Conversion).amount} at ${rates.join(' to ')}.`,
          seq: end.seq,
        });
      },
      exercised: () => compared,
    };
  },
);
