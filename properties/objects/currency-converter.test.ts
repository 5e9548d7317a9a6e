/**
 * Goal: a stateless service that reads objects uses rates that were stored, and rounds as documented. Method: clients convert
 * while the rates change; for each invariant a service with one planted bug, which the invariant must catch.
 */
import * as restate from '@restatedev/restate-sdk';
import { describe, expect, it } from 'vitest';
import { exchangeRates, type Conversion, type Converted } from '../../objects/currency-converter.ts';
import { fieldsOf, refuse } from '../../objects/refuse.ts';
import { currencyConverterScenario } from '../../scenarios/currency-converter.ts';
import { neverTooMuch, ratesWereThere } from '../../scenarios/invariants/currency-converter.ts';
import { replaced } from '../harness/replaced.ts';
import { objection, search } from '../harness/search.ts';

type Read = (ctx: restate.Context, currency: string) => Promise<number>;

const read: Read = (ctx, currency) => ctx.objectClient(exchangeRates, currency).rate();

function converter(rateOf: Read, round: (exact: number) => number): { readonly name: string } {
  return restate.service({
    name: 'CurrencyConverter',
    handlers: {
      convert: async (ctx: restate.Context, request: Conversion): Promise<Converted> => {
        const { amount, from, to } = fieldsOf(request);
        if (typeof from !== 'string' || from.length !== 3 || Number(amount) < 0) refuse(400, 'bad');
        const rates = [await rateOf(ctx, String(from)), await rateOf(ctx, String(to))] as const;
        return { amount: round((Number(amount) * rates[0]) / rates[1]), rates };
      },
    },
  });
}

/** Remembers rates in its process, where no change reaches them. */
function remembers(): { readonly name: string } {
  const known = new Map<string, number>();
  const remembered: Read = async (ctx, currency) => {
    const rate = known.get(currency) ?? (await read(ctx, currency));
    known.set(currency, rate);
    return rate;
  };
  return converter(remembered, Math.floor);
}

describe('a currency converter', () => {
  it('holds its invariants in every run, and the runs reach every handler and every refusal', async () => {
    const { verdict, missing, findings } = await search(currencyConverterScenario);
    expect({ verdict, missing, findings }).toEqual({ verdict: 'held', missing: [], findings: [] });
  });

  it.each([
    {
      bug: 'rounds to the nearest number',
      by: neverTooMuch,
      make: () => converter(read, Math.round),
      says: 'returned',
    },
    { bug: 'reads each rate separately and adds them up', by: ratesWereThere, make: twice, says: 'used the rate' },
  ])('is caught when it $bug', async ({ by, make, says }) => {
    expect(
      await objection(
        replaced(currencyConverterScenario, () => [make()]),
        by,
      ),
    ).toContain(says);
  });

  it('is caught when it remembers rates, because state outside Restate diverges on replay', async () => {
    const forgetful = replaced(currencyConverterScenario, () => [remembers()]);
    const { findings } = await search({ ...forgetful, invariants: [] }, { judgeReach: false });
    expect(findings.map(({ invariant }) => invariant)).toContain('replay is faithful');
  });
});

/** Uses a rate that was never set. */
function twice(): { readonly name: string } {
  return converter(async (ctx, currency) => 2 * (await read(ctx, currency)), Math.floor);
}
