import type { Conversion, Converted } from '../../objects/currency-converter.ts';
import type { Invariant } from '../../sim/checks/invariant.ts';
import { decoded } from '../../sim/checks/naming.ts';
import { judged, named } from './calls.ts';
import { Versions } from './versions.ts';

const SERVICE = 'CurrencyConverter';

/** Each rate was the rate of its currency at some moment while the client waited. */
export const ratesWereThere: Invariant = judged('a conversion uses rates that were there', SERVICE, (view) => {
  const rates = new Versions('none');
  const began = new Map<string, Readonly<Record<string, number>>>();
  let compared = 0;
  return {
    began: ({ invocation, input }) => {
      const { from = '', to = '' } = (input ?? {}) as Partial<Conversion>;
      began.set(invocation, { [from]: rates.now(from), [to]: rates.now(to) });
    },
    saw: (event) => {
      if (event.type !== 'appended' || event.command.type !== 'SetState') return undefined;
      const { target } = view.who(event.invocation) ?? {};
      if (target?.service === 'ExchangeRates') rates.write(target.key ?? '', String(decoded(event.command.value)));
      return undefined;
    },
    ended: (call, end) => {
      if (!('answer' in end)) return undefined;
      const { from, to } = call.input as Conversion;
      const { rates: used } = end.answer as Converted;
      const since = began.get(call.invocation) ?? {};
      compared++;
      for (const [currency, rate] of [
        [from, used[0]],
        [to, used[1]],
      ] as const) {
        if (rates.had(currency, String(rate), since[currency] ?? 0)) continue;
        return {
          message: `${named(SERVICE, call)} used the rate ${rate} for ${currency}, which was none since it began; the rate is ${rates.current(currency)}.`,
          events: [end.seq],
          handler: `${SERVICE}/convert`,
        };
      }
      return undefined;
    },
    exercised: () => compared,
  };
});

/** A conversion gives the largest whole number of minor units that the rates allow. */
export const neverTooMuch: Invariant = judged('a conversion gives what the rates say, rounded down', SERVICE, () => {
  let compared = 0;
  return {
    ended: (call, end) => {
      if (!('answer' in end)) return undefined;
      compared++;
      const { amount, rates } = end.answer as Converted;
      const worth = BigInt((call.input as Conversion).amount) * BigInt(rates[0]);
      const each = BigInt(rates[1]);
      if (BigInt(amount) * each <= worth && worth < (BigInt(amount) + 1n) * each) return undefined;
      return {
        message: `${named(SERVICE, call)} gave ${amount} for ${(call.input as Conversion).amount} at ${rates.join(' to ')}.`,
        events: [end.seq],
        handler: `${SERVICE}/convert`,
      };
    },
    exercised: () => compared,
  };
});
