import { UsageError } from '../core/errors.ts';
import { Simulation, type SimulationOptions } from '../simulation/simulation.ts';
import type { Backend, StateBytes } from './backend.ts';
import { Loopback } from './loopback.ts';

/** Real time in which a request is waited for that brings what another one waits for, in ms. */
const PATIENCE_MS = 5_000;

/** Real time that may pass between two requests without anybody having waited on purpose, in ms. */
const INATTENTION_MS = 50;

/**
 * A simulation behind an HTTP listener. Like a server it goes on by itself: what was sent is done before the next
 * request, and when a test lets real time pass, as much virtual time passes as well.
 */
export class Simulated implements Backend {
  readonly sim: Simulation;
  readonly baseUrl: string;
  readonly #loopback: Loopback;
  readonly #clock: Clock;

  static async start(options: SimulationOptions): Promise<Simulated> {
    // Requests come over the network, one after another: what one waits for, another may bring.
    const sim = new Simulation({ patienceMs: PATIENCE_MS, ...options });
    const clock = new Clock(sim);
    const { httpIngress } = sim;
    const loopback = await Loopback.listen({
      ...httpIngress,
      answer: async (request, gone) => {
        try {
          return await httpIngress.answer(request, gone, () => clock.catchUp());
        } finally {
          clock.touch();
        }
      },
    });
    return new Simulated(sim, loopback, clock);
  }

  private constructor(sim: Simulation, loopback: Loopback, clock: Clock) {
    this.sim = sim;
    this.baseUrl = loopback.url;
    this.#loopback = loopback;
    this.#clock = clock;
  }

  adminUrl(): string {
    throw new UsageError(
      'ADMIN_API_UNAVAILABLE',
      'A simulation has no admin API; use stateOf, or cancel, kill, pause and resume of `environment.sim`, or start the ' +
        "environment with engine: 'server'.",
    );
  }

  async read(service: string, key: string): Promise<StateBytes> {
    await this.#clock.catchUp();
    return this.sim.server.introspection.stateAsSet(service, key);
  }

  async write(service: string, key: string, state: StateBytes): Promise<void> {
    await this.#clock.catchUp();
    await this.sim.stateOf({ name: service }, key).setAllBytes(state);
  }

  async stop(): Promise<void> {
    await this.#loopback.close();
    await this.sim[Symbol.asyncDispose]();
  }
}

/** Lets virtual time follow real time, as far as a test has waited on purpose. */
class Clock {
  readonly #sim: Simulation;
  #seenMs = performance.now();
  #catchingUp: Promise<void> = Promise.resolve();

  constructor(sim: Simulation) {
    this.#sim = sim;
  }

  /** One after another: short waits of some clients would hold time back for the long wait of another. */
  catchUp(): Promise<void> {
    const mine = this.#catchingUp.then(() => this.#catchUp());
    this.#catchingUp = mine.catch(() => undefined);
    return mine;
  }

  async #catchUp(): Promise<void> {
    const passedMs = Math.round(performance.now() - this.#seenMs);
    this.touch();
    await this.#sim.advance(passedMs < INATTENTION_MS ? 0 : passedMs);
    this.touch();
  }

  touch(): void {
    this.#seenMs = performance.now();
  }
}
