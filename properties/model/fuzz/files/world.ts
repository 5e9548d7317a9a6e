import * as fc from 'fast-check';
import { campaign, everyWrite, scenario, type Finding, type Plan, type Scenario } from '../../../../sim/index.ts';
import { findingText } from '../../../../sim/search/finding/finding.ts';
import { purse, shop } from './services.ts';

/** What the findings that are mutated are about: a purse that can be overdrawn. */
export const purses: Scenario = scenario('purses', {
  services: [purse, shop],
  operations: ({ call, send }) => [
    call(purse, 'pay', { key: fc.constantFrom('ann', 'bob'), input: fc.integer({ min: 1, max: 9 }) }),
    call(purse, 'balance', { key: fc.constantFrom('ann', 'bob') }),
    send(shop, 'buy', {
      input: fc.record({ purse: fc.constantFrom('ann', 'bob'), price: fc.integer({ min: 1, max: 9 }) }),
    }),
  ],
  invariants: [
    everyWrite<number>(
      'no purse is overdrawn',
      { service: 'Purse', state: 'balance' },
      ({ value }) => value >= 0 || `it holds ${value}`,
    ),
  ],
});

/** A plan that has each field at least once. */
export const FULL_PLAN: Plan = {
  version: 1,
  scenario: 'purses',
  seed: 7,
  horizonMs: 60_000,
  operations: [
    {
      id: 'a',
      client: 'c0',
      kind: 'call',
      service: 'Purse',
      handler: 'pay',
      key: 'ann',
      input: 8,
      idempotencyKey: 'once',
      afterMs: 5,
      troubles: [
        { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 1, phase: 'after' },
        { kind: 'duplicate' },
      ],
    },
    {
      id: 'b',
      client: 'c1',
      kind: 'send',
      service: 'Shop',
      handler: 'buy',
      input: { purse: 'ann', price: 7 },
      delayMs: 20,
      troubles: [
        { kind: 'suspend', path: '', attempt: 1, entry: 1, phase: 'before' },
        { kind: 'cancel', path: '/2', attempt: 1, entry: 2, phase: 'inside' },
      ],
    },
    {
      id: 'c',
      client: 'c0',
      kind: 'call',
      service: 'Purse',
      handler: 'balance',
      key: 'bob',
      troubles: [{ kind: 'abandon' }],
    },
  ],
  world: [
    { kind: 'clock jump', atMs: 10, byMs: 3_600_000 },
    { kind: 'server restart', atMs: 40 },
    { kind: 'process crash', atMs: 70 },
  ],
  holds: [
    { before: 'a#1:append 2 SetState', until: 'b#1:start' },
    { before: 'b#1:start', until: 'rest' },
  ],
  choices: { 'time a#1:start': 1 },
  renews: true,
  strategy: { name: 'random', dice: 5, troubles: 2, interventions: 1 },
};

/** @returns findings as they are saved: those of a search, and one with a plan that has each field */
export async function savedFindings(): Promise<readonly string[]> {
  const { findings } = await campaign(purses, { seed: 1, runs: 60, judgeReach: false });
  const first = findings[0];
  if (first === undefined) throw new Error('the purses were never overdrawn');
  const versions = { 'restate-sim': '0.1.0', node: '24.21.0' };
  const full: Finding = {
    ...first,
    seed: 7,
    path: '3:1',
    plan: FULL_PLAN,
    confirmation: { standing: 'confirmed', words: 'It is repeated by both engines.' },
  };
  return [...findings.map((finding) => findingText(finding, versions)), findingText(full, versions)];
}
