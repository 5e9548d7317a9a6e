import type { Engine } from '../../../../sim/attempt/attempt.ts';
import type { Decider } from '../../../../sim/core/choices.ts';
import type { ServerOptions } from '../../../../sim/server/options.ts';
import { assemble, type Assembled } from '../../../../sim/simulation/run/assemble.ts';
import { Mover } from '../../../../sim/simulation/run/mover.ts';
import type { Driver, Line } from '../driver.ts';
import type { Outside } from '../outside.ts';
import { conformanceServices } from '../services.ts';
import { SimulatorDriver } from './simulator-driver.ts';

export interface WorldOptions {
  readonly seed: number;
  readonly decider: Decider;
  readonly server: Partial<ServerOptions>;
  readonly engine?: Engine;
}

/** One world of the simulator with the conformance services in it. */
export class SimulatedWorld {
  readonly assembled: Assembled;
  readonly driver: Driver;
  readonly #lines: Line[] = [];

  constructor(options: WorldOptions) {
    const outside = this.#outside();
    this.assembled = assemble({ ...options, services: () => conformanceServices(outside) });
    this.driver = new SimulatorDriver(
      this.assembled,
      new Mover(this.assembled.server, this.assembled.loop),
      this.#lines,
      outside,
    );
  }

  #outside(): Outside {
    const counts = new Map<string, number>();
    return {
      log: ({ tag, id, ...fields }) => {
        this.#lines.push({ at: this.assembled.world.clock.now, tag, id, fields });
      },
      count: (counter) => {
        const count = (counts.get(counter) ?? 0) + 1;
        counts.set(counter, count);
        return count;
      },
      // In a handler the global timer is the world's.
      wait: (ms) =>
        new Promise((resolve) => {
          setTimeout(resolve, ms);
        }),
      crash: () => {
        this.#crashAtOnce();
        return new Promise(() => undefined);
      },
    };
  }

  /** A step of its own, and the next in line: the caller is in the middle of a turn. */
  #crashAtOnce(): void {
    const { world, server } = this.assembled;
    world.agenda.add({
      chain: 'process',
      address: 'process:exit',
      footprint: { reads: ['clock'], writes: ['world'] },
      runsUserCode: true,
      perform: () => {
        server.faults.crashProcess();
        this.assembled.restartProcess();
      },
    });
  }
}
