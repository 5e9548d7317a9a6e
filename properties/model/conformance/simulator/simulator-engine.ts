import type { Engine as HandlerEngine } from '../../../../sim/attempt/attempt.ts';
import { quiet, type Decider } from '../../../../sim/core/choices.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import type { ServerVersion } from '../../../../sim/core/server-version.ts';
import type { Mode } from '../case.ts';
import type { Engine, Room } from '../engine.ts';
import { SimulatedWorld } from './simulated-world.ts';

/** How a room of the simulator is set up in addition to its mode. */
export interface SimulatorOptions {
  readonly name: string;
  /** Makes what runs the handlers; undefined is the fake engine. */
  readonly engine?: () => Promise<HandlerEngine>;
  /** Makes the choices of the next world. Default: always the quiet one. */
  readonly decider?: () => Decider;
  /** Breaks the model, for showing that a case notices. */
  readonly sabotage?: (world: SimulatedWorld) => void;
}

/** The simulator: one world per case, virtual time. */
export function simulatorEngine(options: SimulatorOptions): Engine {
  let worlds = 0;
  const open = async (mode: Mode, alwaysSuspend: boolean, version?: ServerVersion): Promise<Room> => {
    const handlers = await options.engine?.();
    const server: Partial<ServerOptions> = {
      ...(version !== undefined && { version }),
      ...SETTINGS[mode],
      ...(alwaysSuspend && { inactivityTimeoutMs: 0 }),
    };
    return {
      driver: () => {
        const world = new SimulatedWorld({
          seed: worlds++,
          decider: options.decider?.() ?? quiet,
          server,
          ...(handlers !== undefined && { engine: handlers }),
        });
        options.sabotage?.(world);
        return Promise.resolve(world.driver);
      },
      close: () => Promise.resolve(),
    };
  };
  return { name: options.name, parallel: 1, isRealTime: false, open };
}

const SETTINGS: Readonly<Record<Mode, Partial<ServerOptions>>> = {
  default: {},
  'partial-state': { eagerStateBytes: 8 },
  'quick-cleaner': { cleanupIntervalMs: 1_000 },
  'protocol-v7': { protocolVersion: 7 },
  'unique-seeds': { uniqueRandomSeeds: true },
};
