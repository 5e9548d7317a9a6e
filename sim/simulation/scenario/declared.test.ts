/** Goal: what a scenario declares is kept, completed or refused in a sentence. Method: scenarios with one option each. */
import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { Invariant } from '../../checks/invariant.ts';
import { readDefinitions } from '../../attempt/read-definition.ts';
import { sdkOf } from '../../attempt/sdk-shape.ts';
import type { OperationSpec } from './operation-spec.ts';
import { declaredChecks } from './declared-checks.ts';
import { effect } from './effect.ts';
import { givenOf } from './given-of.ts';
import { checkNames, faultsOfHints, keysOf } from './hints.ts';
import { property } from './property.ts';
import { scenario, type Scenario, type ScenarioOptions } from './scenario.ts';
import { isScenario, scenariosIn } from './scenarios-in.ts';
import { checkedRoutes } from './upgrade.ts';

const shop = restate.service({ name: 'Shop', handlers: { buy: async (_ctx: restate.Context, _n: number) => 1 } });
const bank = restate.object({
  name: 'Bank',
  handlers: { debit: async (_ctx: restate.ObjectContext, _n: number) => 1 },
});
const made = (more: Partial<ScenarioOptions<Record<never, never>>> = {}): Scenario =>
  scenario('s', { services: [shop, bank], operations: ({ call }) => [call(shop, 'buy', { input: 1 })], ...more });
const drawn = (arbitrary: fc.Arbitrary<OperationSpec> | undefined): OperationSpec | undefined =>
  arbitrary === undefined ? undefined : fc.sample(arbitrary, { seed: 1, numRuns: 1 })[0];

describe('a scenario', () => {
  it('has defaults', () => {
    expect(made()).toMatchObject({
      name: 's',
      clients: 6,
      maxOperations: 24,
      drawsWidely: true,
      faults: {
        troubles: 3,
        effects: true,
        skew: false,
        clockJumps: false,
        serverRestarts: true,
        duplicates: true,
        operators: ['cancel'],
        clearedState: false,
        services: {},
      },
      setup: [],
      effects: {},
      stubs: {},
      invariants: [],
      outcomes: {},
      assertions: [],
      observe: undefined,
      isolate: false,
      charts: [],
    });
    for (const absent of ['defaultServiceOptions', 'http', 'allow', 'horizonMs', 'server', 'upgrade'])
      expect(absent in made()).toBe(false);
  });

  it('keeps what it is given', () => {
    const setup = [{ kind: 'call', service: 'Shop', handler: 'buy' }] as const;
    const own: Invariant = { name: 'own', watch: () => ({ exercised: () => 0 }) };
    const given = made({
      clients: 1,
      maxOperations: 1,
      setup,
      invariants: [own],
      faults: { troubles: 0, operators: true },
      horizon: '1d',
      assertions: ['a'],
      isolate: true,
      allow: ['files', 'network'],
      http: {},
      server: {},
      defaultServiceOptions: {},
    });
    expect(given).toMatchObject({
      clients: 1,
      maxOperations: 1,
      setup,
      invariants: [own],
      faults: { troubles: 0, effects: true, operators: ['cancel', 'kill', 'pause'] },
      horizonMs: 86_400_000,
      assertions: ['a'],
      isolate: true,
      allow: ['network', 'files'],
      http: {},
      server: {},
      defaultServiceOptions: {},
    });
    expect('drawsWidely' in given).toBe(false);
    expect(made().services({})).toEqual([shop, bank]);
    const effects = { pay: () => Promise.resolve(1) };
    expect(
      scenario('s', {
        services: (calls) => [{ ...shop, name: JSON.stringify(Object.keys(calls)) }],
        operations: ({ call }) => [call(shop, 'buy', { input: 1 })],
      }).services(effects),
    ).toMatchObject([{ name: '["pay"]' }]);
  });

  it.each<readonly [Partial<ScenarioOptions<Record<never, never>>>, string]>([
    [{ services: [] }, 'The scenario "s" has no services; list at least one definition.'],
    [
      { clients: 0 },
      'The scenario "s" has `clients: 0`, so its clients would do nothing; give an integer of at least 1.',
    ],
    [{ clients: 1.5 }, 'The scenario "s" has `clients: 1.5`, so'],
    [{ maxOperations: -1 }, 'The scenario "s" has `maxOperations: -1`, so'],
    [{ upgrade: { to: [] } }, 'The upgrade of the scenario "s" has no services.'],
  ])('is refused: %o', (more, words) => {
    expect(() => made(more)).toThrow(UsageError);
    expect(() => made(more)).toThrow(words);
  });

  it('refuses actions that there are not, for single services too', () => {
    expect(() => made({ faults: { services: { Shop: { operators: ['x'] as never } } } })).toThrow(
      '`operators` is true, false',
    );
    expect(made({ faults: { services: { Shop: { troubles: 1 } } } }).faults.services).toEqual({
      Shop: { troubles: 1 },
    });
  });

  it('builds requests: fixed values, drawn ones, and none', () => {
    const [sent, called] = made({
      operations: ({ call, send }) => [
        send(bank, 'debit', {
          key: 'ann',
          input: fc.constant(2),
          delayMs: fc.constant(5),
          idempotencyKey: fc.constant('i'),
          afterMs: fc.constant(7),
        }),
        call(shop, 'buy', { input: 1 }),
      ],
    }).operations;
    expect(drawn(sent)).toEqual({
      kind: 'send',
      service: 'Bank',
      handler: 'debit',
      key: 'ann',
      input: 2,
      idempotencyKey: 'i',
      afterMs: 7,
      delayMs: 5,
    });
    expect(drawn(called)).toEqual({ kind: 'call', service: 'Shop', handler: 'buy', input: 1 });
    expect(called?.canShrinkWithoutContext({ kind: 'call', service: 'Shop', handler: 'buy', input: 1 })).toBe(true);
    expect(called?.canShrinkWithoutContext({ kind: 'call', service: 'Shop', handler: 'buy', input: 2 })).toBe(false);
  });

  it('has the new version of an upgrade', () => {
    const { upgrade } = made({
      upgrade: { to: [shop], how: 'resume', operations: ({ call }) => [call(shop, 'buy', { input: 9 })] },
    });
    expect(upgrade).toMatchObject({ routes: ['resume'] });
    expect(upgrade?.to({})).toEqual([shop]);
    expect(drawn(upgrade?.operations[0])).toMatchObject({ input: 9 });
    expect(made({ upgrade: { to: () => [bank] } }).upgrade).toMatchObject({
      routes: ['new', 'in-place'],
      operations: [],
    });
    expect(made({ upgrade: { to: () => [bank] } }).upgrade?.to({})).toEqual([bank]);
  });
});

it('the ways of an upgrade are checked, and each counts one time, in order', () => {
  expect(checkedRoutes(['rollback', 'new', 'new'], 'It')).toEqual(['new', 'rollback']);
  expect(checkedRoutes('in-place', 'It')).toEqual(['in-place']);
  expect(() => checkedRoutes([], 'It')).toThrow(
    new UsageError('UNKNOWN_ROUTE', 'It takes new, in-place, resume, rollback, not none.'),
  );
  expect(() => checkedRoutes(['new', 'blue'], 'It')).toThrow('not "blue".');
});

describe('declared checks', () => {
  const names = (...of: Parameters<typeof declaredChecks>): readonly string[] =>
    declaredChecks(...of).map(({ name }) => name);

  it('follow from the options', () => {
    expect(names({})).toEqual([]);
    expect(names({ effects: {}, together: [], owed: [], charts: [], waivesAdvice: [] })).toEqual([]);
    const pay = effect({ state: () => 0, apply: () => 1 });
    const chart = { kind: 'sliding window', service: 'Limit', handler: 'take', limit: 1, windowMs: 1 } as const;
    const model = { init: 0, apply: (state: unknown) => ({ state }) };
    expect(
      names({
        effects: { pay },
        model,
        together: [['a', 'b']],
        owed: ['awakeable'],
        charts: [chart],
        waivesAdvice: ['lost-update'],
      }),
    ).toEqual([
      'effects happen as promised',
      'answers fit the model, one operation after another',
      'fields that belong together are seen together',
      'everything settles',
      'Limit/take grants no more than its sliding window',
      'advice',
    ]);
  });
});

describe('an effect', () => {
  it('has latencies', () => {
    expect(effect({ state: () => 0, apply: () => 1 }).definition.latenciesMs).toEqual([0, 30, 600]);
    expect(effect({ state: () => 0, apply: () => 1, latenciesMs: [0] }).definition.latenciesMs).toEqual([0]);
    for (const latenciesMs of [[], [-1], [1, NaN]] as unknown as [number][])
      expect(() => effect({ state: () => 0, apply: () => 1, latenciesMs })).toThrow(
        new UsageError('INVALID_LATENCY', 'An effect needs at least one latency, and each must be 0 ms or more.'),
      );
  });
});

describe('a property', () => {
  it('has one operation, which is its body, and no restarts and operators', () => {
    const own = property('p', { services: [shop], given: { n: fc.constant(3) } }, () => undefined);
    expect(own).toMatchObject({
      name: 'p',
      clients: 1,
      maxOperations: 1,
      faults: { serverRestarts: false, operators: [], troubles: 3 },
    });
    expect(drawn(own.operations[0])).toEqual({ kind: 'call', service: 'test', handler: 'body', input: { n: 3 } });
    expect(
      own.operations[0]?.canShrinkWithoutContext({ kind: 'call', service: 'test', handler: 'body', input: { n: 3 } }),
    ).toBe(true);
    expect(property('p', { services: [shop], faults: { serverRestarts: true } }, () => undefined).faults).toMatchObject(
      { serverRestarts: true, operators: [] },
    );
    expect(drawn(property('p', { services: [shop] }, () => undefined).operations[0])).toMatchObject({ input: {} });
  });

  it('is refused without a body, or with a value that cannot be drawn', () => {
    expect(() => property('p', { services: [shop] }, undefined as never)).toThrow(
      new UsageError('BODY_REQUIRED', 'The property "p" has no body: give a function as the last argument.'),
    );
    expect(() => property('p', { services: [shop], given: { n: 3 as never } }, () => undefined)).toThrow(
      'The property "p" cannot draw "n"',
    );
  });

  it('shows what was drawn', () => {
    const own = property('p', { services: [shop] }, () => undefined);
    const operations = [
      {
        id: 'a',
        client: 'c',
        kind: 'call',
        service: 'test',
        handler: 'body',
        troubles: [],
        input: { n: 3, words: ['x'] },
      },
    ] as const;
    expect(givenOf(own, { operations })).toEqual(['given n: 3', 'given words: ["x"]']);
    expect(givenOf(made(), { operations })).toEqual([]);
    expect(givenOf(own, { operations: [] })).toEqual([]);
  });
});

it('scenarios are found in a module, each one time', () => {
  const [one, other] = [made(), made()];
  expect(
    scenariosIn({ one, list: [other, one, 1], text: 'x', none: null, object: { name: 'x', services: [] } }),
  ).toEqual([one, other]);
  expect([isScenario(one), isScenario(null), isScenario({ name: '', services: 1 })]).toEqual([true, false, false]);
});

describe('hints', () => {
  const bound = [...readDefinitions([shop, bank], sdkOf([shop, bank])).values()];

  it('have keys, of all or of one service', () => {
    expect(keysOf({}, 'Bank')).toEqual(['a', 'b']);
    expect(keysOf({ keys: ['x'] }, 'Bank')).toEqual(['x']);
    expect(keysOf({ keys: { Bank: ['y'] } }, 'Bank')).toEqual(['y']);
    expect(keysOf({ keys: { Other: ['y'] } }, 'Bank')).toEqual(['a', 'b']);
    expect(keysOf({ keys: ['x'], services: { Bank: { keys: ['z'] } } }, 'Bank')).toEqual(['z']);
  });

  it('have faults, of all or of one service', () => {
    expect(faultsOfHints({})).toEqual({});
    expect(faultsOfHints({ faults: { troubles: 1 }, operators: ['kill'] })).toEqual({
      troubles: 1,
      operators: ['kill'],
    });
    expect(
      faultsOfHints({
        faults: { services: { Shop: { troubles: 0 } } },
        services: { Bank: { faults: { troubles: 2 }, operators: false }, Shop: { keys: [] } },
      }),
    ).toEqual({
      services: { Shop: { troubles: 0 }, Bank: { troubles: 2, operators: false } },
    });
    expect(faultsOfHints({ services: { Bank: { operators: true } } })).toEqual({
      services: { Bank: { operators: true } },
    });
  });

  it.each([
    [
      { examples: { 'Bank/credit': [] } },
      'There are examples for "Bank/credit", but the handlers are: Shop/buy, Bank/debit.',
    ],
    [{ awakeables: { Bank: [] } }, 'There are awakeables for "Bank", but the handlers are: Shop/buy, Bank/debit.'],
    [{ services: { Mail: {} } }, 'There are hints for "Mail", but the services are: Shop, Bank.'],
    [{ services: { Shop: { keys: ['a'] } } }, 'There are keys for "Shop", but the objects and workflows are: Bank.'],
    [{ keys: { Shop: ['a'] } }, 'There are keys for "Shop", but the objects and workflows are: Bank.'],
  ])('about what there is not are refused: %o', (hints, words) => {
    expect(() => checkNames(bound, hints)).toThrow(new UsageError('HANDLER_NOT_FOUND', words));
  });

  it('about what there is are taken', () => {
    expect(() =>
      checkNames(bound, {
        examples: { 'Bank/debit': [] },
        awakeables: { 'Shop/buy': [] },
        services: { Shop: {}, Bank: { keys: [] } },
        keys: { Bank: [] },
      }),
    ).not.toThrow();
    expect(() => checkNames(bound, { keys: ['x'] })).not.toThrow();
  });
});
