/** Goal: what may be injected where, and what stands for it in a plan, follow from the profile. Method: profiles and plans by hand. */
import { describe, expect, it } from 'vitest';
import type { FaultProfile } from '../scenario/fault-profile.ts';
import { crashFree } from './crash-free.ts';
import { allowancesOf, interventionsOf, operatorsIn, operatorsOf, troublesIn } from './interventions.ts';
import type { Plan, Trouble } from './plan.ts';
import { POINT_OPTIONS, pointOption, STRETCH, troubleAt } from './planned-troubles.ts';

const profile = (more: FaultProfile = {}): Required<FaultProfile> => ({
  troubles: 3,
  effects: true,
  skew: false,
  clockJumps: false,
  serverRestarts: true,
  duplicates: true,
  operators: ['cancel'],
  clearedState: false,
  services: {},
  ...more,
});

describe('a profile', () => {
  it('says what operators do, in all services and in each', () => {
    expect(interventionsOf(profile())).toEqual(['cancel']);
    expect(interventionsOf(profile({ operators: ['pause', 'kill'], clearedState: true }))).toEqual([
      'kill',
      'pause',
      'clear state',
    ]);
    const own = profile({ operators: false, services: { A: { operators: ['kill'] }, B: { clearedState: true } } });
    expect(interventionsOf(own)).toEqual(['kill', 'clear state']);
    expect(operatorsOf(own)).toEqual(['kill']);
    expect([operatorsIn(own, 'A'), operatorsIn(own, 'B'), operatorsIn(own, 'C')]).toEqual([['kill'], [], []]);
    expect(operatorsIn({}, 'A')).toEqual([]);
    expect(interventionsOf({})).toEqual([]);
  });

  it('says how many troubles there may be', () => {
    expect(troublesIn(profile())).toBe(3);
    expect(troublesIn(profile({ troubles: 1, services: { A: { troubles: 5 }, B: {} } }))).toBe(5);
    expect(troublesIn(profile({ troubles: 2, services: { A: { troubles: 0 } } }))).toBe(2);
    expect(troublesIn(profile({ troubles: 0, services: { A: {} } }))).toBe(0);
  });

  it('allows the same everywhere, or what each service says', () => {
    expect(allowancesOf(profile())).toBeUndefined();
    const allowed = allowancesOf(
      profile({ services: { A: { troubles: 0, duplicates: false, operators: ['kill'], clearedState: true }, B: {} } }),
    );
    expect(allowed?.('A')).toEqual({ troubles: 0, duplicates: false, interventions: ['kill', 'clear state'] });
    for (const name of ['B', 'C'])
      expect(allowed?.(name)).toEqual({ troubles: 3, duplicates: true, interventions: ['cancel'] });
    expect(allowed?.('A')).toBe(allowed?.('A'));
  });
});

describe('a trouble at a point', () => {
  it('has a number, which stands in plans', () => {
    expect(POINT_OPTIONS).toEqual([
      'nothing',
      'connection',
      'process',
      'suspend',
      'cancel',
      'kill',
      'pause',
      'clear state',
    ]);
    const at = { path: 'a/2', attempt: 3, entry: 4, phase: 'after' };
    const of = (option: number): unknown => troubleAt('a/2#3@4:after', option);
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map(of)).toEqual([
      undefined,
      { kind: 'crash', scope: 'connection', ...at },
      { kind: 'crash', scope: 'process', ...at },
      { kind: 'suspend', ...at },
      { kind: 'cancel', ...at },
      { kind: 'kill', ...at },
      { kind: 'pause', ...at },
      { kind: 'clear state', ...at },
      undefined,
    ]);
    expect(troubleAt('no point', 1)).toBeUndefined();
    expect(STRETCH).toBe(96);
  });

  it('is chosen by its number among what operators may do', () => {
    expect(pointOption('trouble', 2, [])).toBe(2);
    expect(pointOption('operator', 1, ['cancel', 'pause'])).toBe(4);
    expect(pointOption('operator', 2, ['cancel', 'pause'])).toBe(6);
    expect(pointOption('operator', 3, ['cancel', 'pause'])).toBeUndefined();
    expect(pointOption('jitter', 1, ['cancel'])).toBeUndefined();
  });
});

describe('a plan without crashes', () => {
  const crash: Trouble = { kind: 'crash', scope: 'process', path: '', attempt: 1, entry: 1, phase: 'after' };
  const plan: Plan = {
    version: 1,
    scenario: 's',
    seed: 4,
    operations: [
      {
        id: 'a',
        client: 'c',
        kind: 'call',
        service: 'S',
        handler: 'h',
        troubles: [crash, { kind: 'duplicate' }, { ...crash, kind: 'cancel' }, { kind: 'abandon' }],
      },
    ],
    world: [
      { kind: 'clock jump', atMs: 1, byMs: 2 },
      { kind: 'server restart', atMs: 1 },
      { kind: 'process crash', atMs: 1 },
    ],
    holds: [{ before: 'a', until: 'rest' }],
    choices: { 'trouble a#1@1:after': 1, 'jitter a#1': 1, 'troubles x': 1 },
    strategy: { name: 'pct', dice: 7, troubles: 3, interventions: 2 },
  };

  it('keeps its operations, delays, repeated and abandoned requests', () => {
    expect(crashFree(plan)).toEqual({
      ...plan,
      operations: [{ ...plan.operations[0], troubles: [{ kind: 'duplicate' }, { kind: 'abandon' }] }],
      world: [{ kind: 'clock jump', atMs: 1, byMs: 2 }],
      choices: { 'jitter a#1': 1, 'troubles x': 1 },
      strategy: { name: 'pct', dice: 7, troubles: 0, interventions: 0 },
    });
    const { strategy: _strategy, ...bare } = plan;
    expect('strategy' in crashFree(bare)).toBe(false);
  });
});
