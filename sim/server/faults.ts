import type { Footprint } from '../core/footprint.ts';
import type { AttemptMessages, FaultInjector } from './attempt-messages.ts';
import type { AttemptStream } from './attempt-stream.ts';
import type { Cleaner } from './cleaner.ts';
import type { EndFootprints } from './end-footprints.ts';
import type { Failures } from './failures.ts';
import type { Invocation } from './invocation.ts';
import type { Invoker } from './invoker.ts';
import { restartServer } from './server-restart.ts';
import type { StateEdit, StateEdits } from './state-edits.ts';
import type { Streams } from './streams.ts';
import type { Termination } from './termination.ts';
import type { Slots } from './versions/slots.ts';
import type { World } from './world.ts';

/** The parts of the server in which faults take effect. */
export interface FaultPorts {
  readonly invocations: ReadonlyMap<string, Invocation>;
  readonly streams: Pick<Streams, 'open' | 'runsAt' | 'takeRunning'>;
  readonly messages: Pick<AttemptMessages, 'injector'>;
  readonly invoker: Pick<Invoker, 'pause' | 'ready' | 'release' | 'resume'>;
  readonly failures: Pick<Failures, 'connectionLost'>;
  readonly termination: Pick<Termination, 'cancel' | 'kill'>;
  readonly stateEdits: StateEdits;
  readonly slots: Pick<Slots, 'restarted' | 'waits'>;
  readonly cleaner: Pick<Cleaner, 'restarted'>;
  readonly footprints: Pick<EndFootprints, 'ofFailure'>;
}

/** What reaches into the world from outside: it conflicts with every other step. */
const FROM_OUTSIDE: Footprint = { reads: ['clock'], writes: ['world'] };

/**
 * Everything that can be made to go wrong with the server, its connections and its service process, or be done to it
 * from outside in the middle of a run. Each method takes effect at once; the caller enters its footprint first.
 */
export class Faults {
  readonly #world: Pick<World, 'trace'>;
  readonly #ports: FaultPorts;

  constructor(world: Pick<World, 'trace'>, ports: FaultPorts) {
    this.#world = world;
    this.#ports = ports;
  }

  /** Injects faults at journal points; undefined in a world without faults. */
  get injector(): FaultInjector | undefined {
    return this.#ports.messages.injector;
  }

  set injector(injector: FaultInjector | undefined) {
    this.#ports.messages.injector = injector;
  }

  /** What the loss of an attempt's connection touches. */
  footprintOfLostConnection(stream: AttemptStream): Footprint {
    return this.#ports.footprints.ofFailure(stream);
  }

  /** The connection to one attempt breaks; its code may run on as a zombie. */
  loseConnection(stream: AttemptStream): void {
    this.#ports.failures.connectionLost(stream);
  }

  /** The server asks an attempt to suspend at its next await, as it does after a time without messages. */
  suspend(stream: AttemptStream): void {
    stream.closeInput();
  }

  /**
   * A service process dies with every attempt in it. What was not stored is gone, and no code of it runs on.
   * @param uri where it listens; undefined for all processes
   */
  crashProcess(uri?: string): void {
    const { streams, failures } = this.#ports;
    for (const stream of streams.takeRunning(uri)) stream.crash();
    for (const stream of streams.open) if (streams.runsAt(stream, uri)) failures.connectionLost(stream);
  }

  /** The server is killed and starts again on the same data; the connections of waiting clients break. */
  restartServer(): void {
    restartServer(this.#ports);
  }

  cancel(invocation: Invocation, by: string): void {
    this.#ports.termination.cancel(invocation, by);
  }

  kill(invocation: Invocation, by: string): void {
    this.#ports.termination.kill(invocation, by);
  }

  pause(invocation: Invocation, why: string): void {
    this.#ports.invoker.pause(invocation, why);
  }

  /** Clears the state of the invocation's key, in line with its exclusive handlers. Does nothing for plain services. */
  clearState({ origin: { target } }: Invocation): void {
    if (target.key !== undefined && this.#ports.stateEdits.refusal(target.service, true) === undefined) {
      this.replaceState(target.service, target.key, new Map());
    }
  }

  /** Replaces the whole state of a key, in line with its exclusive handlers. */
  replaceState(service: string, key: string, state: ReadonlyMap<string, Uint8Array>): StateEdit {
    return this.#ports.stateEdits.replace(service, key, state);
  }

  /**
   * Resumes every invocation that was paused from outside. One that has paused itself, or was paused because its attempts
   * were exhausted, stays paused.
   * @returns whether there was one
   */
  resumePaused(why: string): boolean {
    let resumed = false;
    for (const invocation of this.#ports.invocations.values()) {
      if (invocation.status !== 'paused' || !invocation.pausedFromOutside) continue;
      this.#world.trace.enter(FROM_OUTSIDE);
      this.#ports.invoker.resume(invocation, why);
      resumed = true;
    }
    return resumed;
  }
}
