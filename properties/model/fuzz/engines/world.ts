import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import type { Limits } from '../../../../sim/core/limits.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import { effect } from '../../../../sim/simulation/scenario/effect.ts';
import type { Plan, PlannedOperation, Trouble, WorldTrouble } from '../../../../sim/simulation/faults/plan.ts';
import { scenario, type AnyDefinition, type Scenario } from '../../../../sim/simulation/scenario/scenario.ts';
import { UPGRADE_ROUTES, type UpgradeOptions } from '../../../../sim/simulation/scenario/upgrade.ts';
import { operationName } from '../../../../sim/simulation/client/operation-name.ts';
import { forget } from '../../engines/misuse/awaits.ts';
import { definitionsOf, type Options } from './definitions.ts';
import { helper } from './helper.ts';
import { Interpreter, type Surroundings } from './interpreter.ts';
import { KEYS, SLOTS, type HandlerProgram, type OperationProgram, type Program, type Slot } from './program.ts';
import { nextVersion, type UpgradeProgram } from './upgrade.ts';

/** Bounds that no sensible program reaches; what does reach them must do so on both engines at the same step. */
export const LIMITS: Partial<Limits> = { steps: 4_000, attempts: 60, outsideMs: 0 };

/** @returns the program's services as a scenario; its operations stand in the plan */
export function scenarioOf(program: Program): Scenario {
  const effects = { outside: effect({ state: () => [], apply: (_state: unknown, input: string) => `did ${input}` }) };
  const upgrade: UpgradeOptions<typeof effects> = {
    to: ({ outside }) => servicesOf(nextVersion(program).program, { effect: outside, reached: new Map() }),
    how: UPGRADE_ROUTES,
  };
  return scenario('a random program', {
    services: ({ outside }) => {
      forget();
      return servicesOf(program, { effect: outside, reached: new Map() });
    },
    effects,
    operations: () => [fc.constant({ kind: 'call', service: 'Svc', handler: 'work' })],
    ...(program.upgrade !== undefined && { upgrade }),
  });
}

/** @returns the program's operations, troubles and choices as a plan */
export function planOf(program: Program): Plan {
  const { seed, dice, troubles, operations, world, upgrade } = program;
  return {
    version: 1,
    scenario: 'a random program',
    seed,
    operations: operations.map((operation, index) => {
      const own = planned(operation, index);
      const isUpgraded = upgrade !== undefined && index === upgrade.operation % operations.length;
      return isUpgraded ? { ...own, troubles: [...deployIn(upgrade), ...own.troubles] } : own;
    }),
    world: [...world, ...(upgrade === undefined ? [] : deployAt(upgrade))],
    holds: [],
    choices: {},
    ...(dice === 0 ? {} : { strategy: { name: 'random', dice, troubles } }),
  };
}

/** @returns how the modelled server is set up for the program */
export function serverFor({ protocolVersion, alwaysSuspend }: Program): Partial<ServerOptions> {
  return { protocolVersion, ...(alwaysSuspend ? { inactivityTimeoutMs: 0 } : {}) };
}

/** The deploy, where it belongs to a point of a journal. */
function deployIn({ point, route, way }: UpgradeProgram): readonly Trouble[] {
  return point === undefined ? [] : [{ kind: 'deploy', how: route === 'rollback' ? way : route, ...point }];
}

/** The deploy, where it belongs to a moment, and the way back. */
function deployAt({ point, route, way, atMs, backMs }: UpgradeProgram): readonly WorldTrouble[] {
  const deploy = { kind: 'deploy', how: route === 'rollback' ? way : route, atMs } as const;
  const back = { kind: 'roll back', atMs: atMs + backMs } as const;
  return [...(point === undefined ? [deploy] : []), ...(route === 'rollback' ? [back] : [])];
}

function planned(operation: OperationProgram, index: number): PlannedOperation {
  const { service, handler, kind } = slotAt(operation.slot);
  return {
    id: operationName(index),
    client: `client ${operation.client}`,
    kind: operation.kind,
    service,
    handler,
    ...(kind === 'service' ? {} : { key: KEYS[operation.key] ?? 'ann' }),
    input: ['from outside', index],
    ...(operation.kind === 'send' && operation.delayMs > 0 ? { delayMs: operation.delayMs } : {}),
    ...(operation.afterMs > 0 ? { afterMs: operation.afterMs } : {}),
    troubles: operation.troubles.map((point): Trouble => {
      const { kind: how, ...at } = point;
      return how === 'connection' || how === 'process' ? { kind: 'crash', scope: how, ...at } : { kind: how, ...at };
    }),
  };
}

function servicesOf(program: Program, around: Surroundings): AnyDefinition[] {
  const body = (index: number) => {
    const handler = program.handlers[index];
    return (ctx: unknown, input: unknown): Promise<unknown> =>
      handler === undefined ? Promise.resolve(undefined) : new Interpreter(ctx, index, input, around).run(handler);
  };
  const options = (index: number) => optionsOf(program.handlers[index]);
  return [...definitionsOf(program, options, body), helper];
}

function optionsOf(handler: HandlerProgram | undefined): Options {
  if (handler === undefined) return {};
  return {
    explicitCancellation: handler.explicitCancellation,
    enableLazyState: handler.lazyState,
    onJournalMismatchErrors: handler.mismatch,
    retryPolicy: { initialInterval: 100, maxAttempts: 4, onMaxAttempts: handler.exhausted },
    ...(handler.hooks === 'none' ? {} : { hooks: [hooks(handler.hooks), hooks('passing')] }),
    ...(handler.mapsErrors ? { asTerminalError: mapped } : {}),
  };
}

function mapped(error: unknown): restate.TerminalError | undefined {
  return error instanceof Error && error.message === 'broken'
    ? new restate.TerminalError('mapped', { errorCode: 419 })
    : undefined;
}

/** Interceptors that pass everything through, or fail after the first part of the work. */
function hooks(how: 'passing' | 'failing' | 'terminal'): restate.HooksProvider {
  return ({ request }) => {
    const fails = how !== 'passing' && request.body.length % 2 === 0;
    return {
      interceptor: {
        handler: async (next) => {
          await next();
          if (fails && how === 'terminal') throw new restate.TerminalError('intercepted', { errorCode: 420 });
        },
        run: async (_name, next) => {
          await next();
          if (fails && how === 'failing') throw new Error('intercepted');
        },
      },
    };
  };
}

function slotAt(index: number): Slot {
  const slot = SLOTS[index] ?? SLOTS[0];
  if (slot === undefined) throw new Error('There are no slots.');
  return slot;
}
