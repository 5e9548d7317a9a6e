/** Goal: a service with faults of its own has no others on a real server. Method: points of plans, with what a profile allows. */
import * as restate from '@restatedev/restate-sdk';
import { expect, it } from 'vitest';
import { allowancesOf } from '../simulation/faults/interventions.ts';
import type { Plan, PlannedStrategy, Trouble } from '../simulation/faults/plan.ts';
import type { ServiceFaults } from '../simulation/scenario/fault-profile.ts';
import { scenario } from '../simulation/scenario/scenario.ts';
import { injectionPointsOf } from './injection-points.ts';

const front = restate.service({ name: 'Front', handlers: { go: async () => {} } });
const back = restate.service({ name: 'Back', handlers: { go: async () => {} } });
const at = { path: '', attempt: 1, entry: 1, phase: 'before' } as const;
const ALL: readonly Trouble[] = [
  { kind: 'crash', scope: 'process', ...at },
  { kind: 'cancel', ...at },
  { kind: 'kill', ...at },
];

function injected(
  services: Readonly<Record<string, ServiceFaults>>,
  troubles: readonly Trouble[],
  more?: PlannedStrategy,
) {
  const { faults } = scenario('two', {
    services: [front, back],
    operations: ({ call }) => [call(front, 'go', {})],
    faults: { services },
  });
  const requests = ['Front', 'Back'].map(
    (service) => ({ id: service, client: 'client 1', kind: 'call', service, handler: 'go', troubles }) as const,
  );
  const plan: Plan = {
    version: 1,
    scenario: 'two',
    seed: 1,
    operations: requests,
    world: [],
    holds: [],
    choices: {},
    ...(more && { strategy: more }),
  };
  return injectionPointsOf(plan, allowancesOf(faults)).map(({ address, fault }) => `${fault} ${address}`);
}

it('what a plan has at the requests to a service is left out where the service does not allow it', () => {
  expect(injected({ Back: { troubles: 0, operators: ['kill'] } }, ALL)).toEqual([
    'process Front',
    'cancel Front',
    'kill Back',
  ]);
});

it('crashes that the strategy adds are at most as many as the service allows', () => {
  const counts = (services: Readonly<Record<string, ServiceFaults>>): number[] =>
    Array.from({ length: 40 }, (_, dice) => injected(services, [], { name: 'random', dice, troubles: 6 })).map(
      (points) => points.filter((point) => point.endsWith('Back')).length,
    );
  expect(Math.max(...counts({ Back: { troubles: 0 } }))).toBe(0);
  expect(Math.max(...counts({ Back: { troubles: 1 } }))).toBe(1);
  expect(Math.max(...counts({ Front: { troubles: 0 }, Back: { troubles: 6 } }))).toBeGreaterThan(2);
});
