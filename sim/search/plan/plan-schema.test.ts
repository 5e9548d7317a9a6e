/** Goal: a plan in a file is checked field by field. Method: a plan with all that plans can have, and changes of it. */
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../core/errors.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import { PLAN_VERSION, readPlan, versionInWords } from './plan-schema.ts';

const point = { path: '/2', attempt: 1, entry: 0, phase: 'inside' } as const;
const FULL: Plan = {
  version: 1,
  scenario: 's',
  seed: -5,
  operations: [
    {
      id: 'a-1_b',
      client: 'c',
      kind: 'call',
      service: 'S',
      handler: 'h',
      key: 'k',
      input: null,
      idempotencyKey: 'i',
      delayMs: 0,
      afterMs: 0,
      afterUpgrade: true,
      troubles: [
        { kind: 'crash', scope: 'connection', ...point },
        { kind: 'crash', scope: 'process', ...point, phase: 'before' },
        { kind: 'suspend', ...point, phase: 'after' },
        { kind: 'cancel', ...point },
        { kind: 'kill', ...point },
        { kind: 'pause', ...point },
        { kind: 'clear state', ...point },
        { kind: 'deploy', how: 'new', ...point },
        { kind: 'deploy', how: 'in-place', ...point },
        { kind: 'deploy', how: 'resume', ...point },
        { kind: 'roll back', ...point },
        { kind: 'duplicate' },
        { kind: 'abandon' },
      ],
    },
    { id: 'b', client: 'c', kind: 'send', service: 'S', handler: 'h', troubles: [] },
  ],
  world: [
    { kind: 'clock jump', atMs: 0, byMs: -1 },
    { kind: 'server restart', atMs: 0 },
    { kind: 'process crash', atMs: 0 },
    { kind: 'deploy', how: 'new', atMs: 0 },
    { kind: 'deploy', how: 'in-place', atMs: 0 },
    { kind: 'deploy', how: 'resume', atMs: 0 },
    { kind: 'roll back', atMs: 0 },
  ],
  holds: [{ before: 'a:x', until: 'rest' }],
  choices: { 'jitter a#1': 0 },
  renews: true,
  horizonMs: 0,
  strategy: { name: 'pct', dice: -1, troubles: 0, interventions: 0 },
};

it('reads what plans can have', () => {
  expect(readPlan(FULL)).toBe(FULL);
  for (const name of ['random', 'pct', 'pos', 'surw', 'delays'] as const)
    expect(readPlan({ ...FULL, strategy: { name, dice: 1, troubles: 1 } })).toBeDefined();
});

describe('refuses', () => {
  const [first] = FULL.operations;
  const [crash] = first?.troubles ?? [];
  it.each<readonly [object, string]>([
    [{ scenario: 1 }, 'plan.scenario must be a string'],
    [{ seed: 0.5 }, 'plan.seed must be an integer'],
    [{ operations: [] }, 'plan.operations must not be empty'],
    [{ operations: [{ ...first, id: 'a b' }] }, 'plan.operations[0].id must look like ^[\\w-]+$'],
    [{ operations: [{ ...first, client: 1 }] }, 'plan.operations[0].client must be a string'],
    [{ operations: [{ ...first, kind: 'attach' }] }, 'plan.operations[0].kind must be one of call, send'],
    [{ operations: [{ ...first, service: 1 }] }, 'plan.operations[0].service must be a string'],
    [{ operations: [{ ...first, handler: 1 }] }, 'plan.operations[0].handler must be a string'],
    [{ operations: [{ ...first, key: 1 }] }, 'plan.operations[0].key must be a string'],
    [{ operations: [{ ...first, idempotencyKey: 1 }] }, 'plan.operations[0].idempotencyKey must be a string'],
    [{ operations: [{ ...first, delayMs: -1 }] }, 'plan.operations[0].delayMs must be an integer of at least 0'],
    [{ operations: [{ ...first, afterMs: -1 }] }, 'plan.operations[0].afterMs must be an integer of at least 0'],
    [{ operations: [{ ...first, afterUpgrade: 1 }] }, 'plan.operations[0].afterUpgrade must be true or false'],
    [{ operations: [{ ...first, more: 1 }] }, 'plan.operations[0].more is not known'],
    [
      { operations: [{ id: 'a', client: 'c', kind: 'call', service: 'S', handler: 'h' }] },
      'plan.operations[0].troubles is missing',
    ],
    [
      { operations: [{ ...first, troubles: [{ ...crash, scope: 'x' }] }] },
      'plan.operations[0].troubles[0].scope must be one of connection, process',
    ],
    [
      { operations: [{ ...first, troubles: [{ ...crash, path: 1 }] }] },
      'plan.operations[0].troubles[0].path must be a string',
    ],
    [
      { operations: [{ ...first, troubles: [{ ...crash, attempt: 0 }] }] },
      'plan.operations[0].troubles[0].attempt must be an integer',
    ],
    [
      { operations: [{ ...first, troubles: [{ ...crash, entry: -1 }] }] },
      'plan.operations[0].troubles[0].entry must be an integer of at least 0',
    ],
    [
      { operations: [{ ...first, troubles: [{ ...crash, phase: 'x' }] }] },
      'plan.operations[0].troubles[0].phase must be one of before, inside, after',
    ],
    [{ operations: [{ ...first, troubles: [{ kind: 'x' }] }] }, 'plan.operations[0].troubles[0].kind is not known'],
    [
      { operations: [{ ...first, troubles: [{ kind: 'abandon', entry: 1 }] }] },
      'plan.operations[0].troubles[0].entry is not known',
    ],
    [
      { operations: [{ ...first, troubles: [{ kind: 'deploy', how: 'x', ...point }] }] },
      'plan.operations[0].troubles[0].how must be one of new, in-place, resume',
    ],
    [{ world: [{ kind: 'clock jump', atMs: 0 }] }, 'plan.world[0].byMs is missing'],
    [{ world: [{ kind: 'server restart', atMs: -1 }] }, 'plan.world[0].atMs must be an integer of at least 0'],
    [{ world: [{ kind: 'deploy', how: 'x', atMs: 1 }] }, 'plan.world[0].how must be one of new, in-place, resume'],
    [{ holds: [{ before: 'a' }] }, 'plan.holds[0].until is missing'],
    [{ holds: [{ until: 'a' }] }, 'plan.holds[0].before is missing'],
    [{ choices: { x: -1 } }, 'plan.choices.x must be an integer of at least 0'],
    [{ renews: 1 }, 'plan.renews must be true or false'],
    [{ horizonMs: -1 }, 'plan.horizonMs must be an integer of at least 0'],
    [
      { strategy: { name: 'x', dice: 1, troubles: 1 } },
      'plan.strategy.name must be one of random, pct, pos, surw, delays',
    ],
    [{ strategy: { name: 'pct', dice: 'x', troubles: 1 } }, 'plan.strategy.dice must be an integer'],
    [{ strategy: { name: 'pct', dice: 1 } }, 'plan.strategy.troubles is missing'],
    [
      { strategy: { name: 'pct', dice: 1, troubles: 1, interventions: -1 } },
      'plan.strategy.interventions must be an integer of at least 0',
    ],
    [{ more: 1 }, 'plan.more is not known'],
  ])('%o', (change, words) => {
    expect(() => readPlan({ ...FULL, ...change })).toThrow(
      new UsageError('INVALID_PLAN', `This is not a valid plan: ${words}.`),
    );
  });

  it.each(['scenario', 'seed', 'operations', 'world', 'holds', 'choices'])('a plan without %s', (field) => {
    expect(() => readPlan({ ...FULL, [field]: undefined })).toThrow(`plan.${field}`);
  });

  it('two operations with one name', () => {
    const [a, b] = FULL.operations;
    expect(() => readPlan({ ...FULL, operations: [a, { ...b, id: 'a-1_b' }] }, 'x')).toThrow(
      new UsageError('INVALID_PLAN', 'This is not a valid plan: two operations are called "a-1_b".'),
    );
  });

  it('another version, by name', () => {
    expect(() => readPlan({ ...FULL, version: 2 }, 'the plan in x.json')).toThrow(
      new UsageError(
        'UNSUPPORTED_PLAN_VERSION',
        'the plan in x.json has format version 2; this restate-sim reads version 1.',
      ),
    );
    expect(() => readPlan({ ...FULL, version: 2 })).toThrow(/^plan has format version 2/);
    expect(() => readPlan({ ...FULL, version: undefined })).toThrow('plan.version must be 1');
    expect(() => readPlan(null)).toThrow('This is not a valid plan: plan must be an object.');
    expect(() => readPlan('x', 'it')).toThrow('This is not a valid plan: it must be an object.');
    expect(PLAN_VERSION).toBe(1);
  });
});

it('names the version that a file says', () => {
  expect([versionInWords(undefined), versionInWords(2), versionInWords('x')]).toEqual([
    'no format version',
    'format version 2',
    'format version "x"',
  ]);
});
