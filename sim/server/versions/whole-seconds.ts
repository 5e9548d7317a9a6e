import type { World } from '../world.ts';

const SECOND_MS = 1_000;

/** Where in a second of the server's clock a run begins, in ms. */
const PHASES = [0, 250, 500, 750] as const;

/**
 * The whole seconds of the server's clock, to which queues round times. Where they lie relative to the clock of the world is a
 * choice, made when it first matters.
 */
export class WholeSeconds {
  readonly #world: Pick<World, 'choices'>;
  #phaseMs: number | undefined;

  constructor(world: Pick<World, 'choices'>) {
    this.#world = world;
  }

  /** @returns the first whole second that is not before a time, in ms since the Unix epoch */
  notBefore(atMs: number): number {
    const phaseMs = this.#phase();
    return Math.ceil((atMs + phaseMs) / SECOND_MS) * SECOND_MS - phaseMs;
  }

  /** @returns the last whole second that is not after a time, in ms since the Unix epoch */
  notAfter(atMs: number): number {
    const phaseMs = this.#phase();
    return Math.floor((atMs + phaseMs) / SECOND_MS) * SECOND_MS - phaseMs;
  }

  #phase(): number {
    this.#phaseMs ??= this.#world.choices.of('second', 'world', PHASES);
    return this.#phaseMs;
  }
}
