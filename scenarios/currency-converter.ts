import * as fc from 'fast-check';
import { currencyConverter, exchangeRates } from '../objects/currency-converter.ts';
import { type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { neverTooMuch, ratesWereThere } from './invariants/currency-converter.ts';
import { answered, repeated } from './outcomes.ts';

const currency = fc.constantFrom('EUR', 'USD');
const rate = fc.record({ micros: fc.constantFrom(1_000_000, 1_100_000, 930_001) });
const conversion = fc.record({ amount: fc.constantFrom(0, 1, 999, 123_457), from: currency, to: currency });
const afterMs = fc.constantFrom(0, 0, 20);

/** Clients convert amounts while the rates change. */
export const currencyConverterScenario: Scenario = scenario('currency converter', {
  services: [currencyConverter, exchangeRates],
  setup: ['EUR', 'USD'].map((key): OperationSpec => ({
    kind: 'call',
    service: 'ExchangeRates',
    handler: 'set',
    key,
    input: { micros: 1_000_000 },
  })),
  operations: ({ call, send }) => [
    call(currencyConverter, 'convert', { input: conversion, afterMs }),
    call(currencyConverter, 'convert', { input: conversion }),
    call(currencyConverter, 'convert', { input: conversion, idempotencyKey: maybeIdempotent }),
    call(exchangeRates, 'set', { key: currency, input: rate, afterMs }),
    call(exchangeRates, 'set', { key: currency, input: rate }),
    call(exchangeRates, 'set', { key: 'EUR', input: rate }),
    send(exchangeRates, 'set', { key: 'EUR', input: rate }),
    call(exchangeRates, 'rate', { key: currency }),
    call(currencyConverter, 'convert', { input: { amount: 1, from: 'EUR', to: 'XXX' } }),
    call(currencyConverter, 'convert', { input: { amount: Number.MAX_SAFE_INTEGER, from: 'CHF', to: 'EUR' } }),
    call(currencyConverter, 'convert', {
      input: malformed({ amount: -1, from: 'EUR', to: 'USD' }, { amount: 1, from: 'euro', to: 'USD' }, null),
    }),
    call(exchangeRates, 'set', { key: 'CHF', input: malformed({ micros: 2_000_000 }, { micros: 0 }) }),
  ],
  clients: 4,
  maxOperations: 14,
  invariants: [ratesWereThere, neverTooMuch],
  outcomes: {
    'an amount is converted': answered(200, '"amount":'),
    'a currency has no rate': answered(404, 'no rate for XXX'),
    'a result would leave the exact numbers': answered(400, 'leave the exact numbers'),
    'a bad amount is refused': answered(400, 'amount must be a whole number'),
    'a bad currency is refused': answered(400, 'three capital letters'),
    'a bad rate is refused': answered(400, 'micros must be a whole number'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
