import type { BoundHandler, BoundService } from '../attempt/definition.ts';
import type { AttemptMessage, Engine } from '../attempt/attempt.ts';
import type { Process } from '../attempt/process.ts';
import type { Target } from '../journal/command.ts';
import type { AttemptStream } from './attempt-stream.ts';
import { Acceptance } from './acceptance.ts';
import { Admin } from './admin.ts';
import { Cleaner } from './cleaner.ts';
import { Commands } from './commands.ts';
import type { Invocation } from './invocation.ts';
import { Introspection } from './introspection.ts';
import { Invoker } from './invoker.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { Lifecycle } from './lifecycle.ts';
import { ObjectKey } from './object-key.ts';
import { Outbox } from './outbox.ts';
import { Partitions } from './partitions.ts';
import { DurablePromises } from './promises.ts';
import { restart } from './restart.ts';
import { Signals } from './signals.ts';
import { Timeouts } from './timeouts.ts';
import { Timers } from './timers.ts';
import type { World } from './world.ts';

/** How the modelled cluster is set up; the defaults are those of a fresh restate-server 1.7.12. */
export interface ServerOptions {
  /** Largest total size of eagerly sent state, in bytes; above it the rest is lazy. */
  readonly eagerStateBytes: number;
  /** Interval of the retention sweep, in ms. */
  readonly cleanupIntervalMs: number;
  /** Protocol version negotiated with the services; 7 honours `onJournalMismatchErrors`. */
  readonly protocolVersion: 6 | 7;
  /** Inactivity timeout of handlers that set none, in ms; 0 suspends at each await, Infinity never does. */
  readonly inactivityTimeoutMs: number;
  /** Never retry: the first failure of an attempt ends its invocation. */
  readonly disableRetries: boolean;
}

export const DEFAULT_SERVER: ServerOptions = {
  eagerStateBytes: 32 * 1024 * 1024,
  cleanupIntervalMs: 3_600_000,
  protocolVersion: 6,
  inactivityTimeoutMs: 60_000,
  disableRetries: false,
};

/** The service process behind the server: what is bound, what runs it, and what its code sees as its surroundings. */
export interface Deployment {
  readonly services: ReadonlyMap<string, BoundService>;
  readonly engine: Engine;
  processFor(stream: AttemptStream): Process;
}

/** Decides at each journal point whether something goes wrong there. */
export interface Troubles {
  /** Called before a message is applied. @returns true when it was lost in a trouble that struck */
  before(stream: AttemptStream, message: AttemptMessage): boolean;
  /** Called after a message was applied. @param entry the entry number that the message's command has got */
  after(stream: AttemptStream, message: AttemptMessage, entry: number): void;
}

/**
 * The model of restate-server: one object per idea, each replaceable on its own. Rules and numbers in brackets in the
 * parts' comments refer to the measured behaviour described in ARCHITECTURE.md.
 */
export class Server {
  readonly world: World;
  readonly options: ServerOptions;
  readonly partitions: Partitions;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly journals: JournalKeeper;
  readonly commands: Commands;
  readonly invoker: Invoker;
  readonly timeouts: Timeouts;
  readonly lifecycle: Lifecycle;
  readonly acceptance: Acceptance;
  readonly promises: DurablePromises;
  readonly signals: Signals;
  readonly cleaner: Cleaner;
  readonly admin: Admin;
  readonly introspection: Introspection;
  /** Every invocation that is not forgotten, by id. */
  readonly invocations: Map<string, Invocation> = new Map<string, Invocation>();
  deployment: Deployment;
  /** Attempts whose code was given something to do in the present step. */
  readonly stirred: AttemptStream[] = [];
  /** Strikes at journal points; undefined in a world without troubles. */
  troubles: Troubles | undefined;
  readonly #keys = new Map<string, ObjectKey>();
  readonly #homes = new Map<string, number>();

  constructor(world: World, deployment: Deployment, options: ServerOptions = DEFAULT_SERVER) {
    this.world = world;
    this.deployment = deployment;
    this.options = options;
    this.partitions = new Partitions(world);
    this.outbox = new Outbox(world);
    this.timers = new Timers(world);
    this.journals = new JournalKeeper(this);
    this.commands = new Commands(this);
    this.invoker = new Invoker(this);
    this.timeouts = new Timeouts(this);
    this.lifecycle = new Lifecycle(this);
    this.acceptance = new Acceptance(this);
    this.promises = new DurablePromises(this);
    this.signals = new Signals(this);
    this.cleaner = new Cleaner(this);
    this.admin = new Admin(this);
    this.introspection = new Introspection(this);
  }

  /** Every key that was ever touched, in the order of first touch. */
  get keys(): Iterable<ObjectKey> {
    return this.#keys.values();
  }

  objectKey(service: string, key: string): ObjectKey {
    const name = `${service}/${key}`;
    let objectKey = this.#keys.get(name);
    if (objectKey === undefined) {
      objectKey = new ObjectKey(service, key, this.partitions.of(name));
      this.#keys.set(name, objectKey);
    }
    return objectKey;
  }

  handler(target: Target): BoundHandler | undefined {
    return this.deployment.services.get(target.service)?.handlers.get(target.handler);
  }

  /** The server is killed and comes up again: what it had stored goes on, every connection is broken. */
  restart(): void {
    restart(this);
  }

  /** Notes which partition an id belongs to, before anybody can know the id. */
  rememberHome(invocationId: string, partition: number): void {
    this.#homes.set(invocationId, partition);
  }

  /**
   * The partition that a message to this invocation goes to. A real id carries it, so that it is the same before the
   * invocation is accepted and after it is forgotten.
   */
  partitionOf(invocationId: string): number {
    return this.#homes.get(invocationId) ?? this.partitions.of(invocationId);
  }
}
