import type { ChoiceKind } from '../../sim/core/choices.ts';
import type { Part } from '../../sim/search/plan/plan-parts.ts';
import type { PlannedOperation, StrategyName, Trouble, WorldTrouble } from '../../sim/simulation/faults/plan.ts';

export type TroubleName = Exclude<Trouble['kind'], 'crash'> | 'connection' | 'process';

export function troubleName(trouble: Trouble): TroubleName {
  return trouble.kind === 'crash' ? trouble.scope : trouble.kind;
}

// Each a record, so that a kind that is added is missed here by the compiler.

export const STRATEGIES: Readonly<Record<StrategyName | 'crashes', true>> = {
  random: true,
  pct: true,
  pos: true,
  surw: true,
  delays: true,
  crashes: true,
};

export const FIELDS: Readonly<Record<keyof Required<PlannedOperation> | PlannedOperation['kind'], true>> = {
  id: true,
  client: true,
  kind: true,
  call: true,
  send: true,
  service: true,
  handler: true,
  key: true,
  input: true,
  idempotencyKey: true,
  scope: true,
  limitKey: true,
  delayMs: true,
  afterMs: true,
  afterUpgrade: true,
  troubles: true,
};

export const TROUBLES: Readonly<Record<TroubleName, true>> = {
  connection: true,
  process: true,
  suspend: true,
  cancel: true,
  kill: true,
  pause: true,
  'clear state': true,
  deploy: true,
  'roll back': true,
  duplicate: true,
  abandon: true,
};

export const WORLD_TROUBLES: Readonly<Record<WorldTrouble['kind'], true>> = {
  'clock jump': true,
  'server restart': true,
  'process crash': true,
  deploy: true,
  'roll back': true,
};

/** The order of steps stands in a plan as holds, and as the time that passes early. */
export const CHOICES: Readonly<Record<Exclude<ChoiceKind, 'step'> | 'time', true>> = {
  trouble: true,
  operator: true,
  jitter: true,
  latency: true,
  effect: true,
  partitions: true,
  second: true,
  queue: true,
  skew: true,
  sweep: true,
  outside: true,
  time: true,
};

export const PARTS: Readonly<Record<Part['kind'], true>> = {
  operation: true,
  trouble: true,
  'world trouble': true,
  hold: true,
  choice: true,
};

export function missing(all: Readonly<Record<string, true>>, seen: ReadonlySet<string> | undefined): string[] {
  return Object.keys(all).filter((name) => seen?.has(name) !== true);
}

/** The troubles of a search where a scenario says nothing about faults. */
export const BY_DEFAULT: readonly (TroubleName | WorldTrouble['kind'])[] = [
  'connection',
  'process',
  'suspend',
  'cancel',
  'duplicate',
  'abandon',
  'server restart',
  'process crash',
];
