import { Acceptance } from './acceptance.ts';
import { Admin } from './admin.ts';
import { Admission } from './admission.ts';
import { AttemptMessages } from './attempt-messages.ts';
import type { AttemptStream } from './attempt-stream.ts';
import { Attempts } from './attempts.ts';
import { Cleaner } from './cleaner.ts';
import { CallCommands } from './commands/call-commands.ts';
import { Commands } from './commands/commands.ts';
import { MessageCommands } from './commands/message-commands.ts';
import { PromiseCommands } from './commands/promise-commands.ts';
import { SleepCommands } from './commands/sleep-commands.ts';
import { StateCommands } from './commands/state-commands.ts';
import { EndFootprints } from './end-footprints.ts';
import { Failures } from './failures.ts';
import { Faults } from './faults.ts';
import { Ingress } from './ingress/ingress.ts';
import { Introspection } from './introspection.ts';
import type { Invocation } from './invocation.ts';
import { Invoker } from './invoker.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { Lifecycle } from './lifecycle.ts';
import { ObjectKeys } from './object-keys.ts';
import { DEFAULT_SERVER, type ServerOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Partitions } from './partitions.ts';
import { DurablePromises } from './promises.ts';
import { Responder } from './responder.ts';
import { RestartAsNew } from './restart-as-new.ts';
import { ServiceRegistry, type Deployment } from './service-registry.ts';
import { Signals } from './signals.ts';
import { StateEdits } from './state-edits.ts';
import { Streams } from './streams.ts';
import { Termination } from './termination.ts';
import { Timeouts } from './timeouts.ts';
import { Timers } from './timers.ts';
import type { World } from './world.ts';

/**
 * The model of restate-server. It is made of parts, one object per idea; this class only puts them together. Each part
 * gets the few other parts that it needs, so it can be constructed and tested alone.
 *
 * Clients use the {@link ingress}. Code outside of this folder acts through {@link admin} and {@link faults}, looks
 * through {@link introspection}, and calls {@link settled} after each turn of user code. The other parts are public so
 * that tests can replace methods of theirs by broken ones.
 */
export class Server {
  readonly world: World;
  readonly options: ServerOptions;
  /** Every invocation that is not forgotten, by id. */
  readonly invocations: Map<string, Invocation> = new Map<string, Invocation>();
  readonly registry: ServiceRegistry;
  readonly partitions: Partitions;
  readonly keys: ObjectKeys;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly streams: Streams = new Streams();
  readonly invoker: Invoker;
  readonly journals: JournalKeeper;
  readonly promises: DurablePromises;
  readonly responder: Responder;
  readonly admission: Admission;
  readonly cleaner: Cleaner;
  readonly lifecycle: Lifecycle;
  readonly acceptance: Acceptance;
  readonly calls: CallCommands;
  readonly termination: Termination;
  readonly signals: Signals;
  readonly commands: Commands;
  readonly failures: Failures;
  readonly timeouts: Timeouts;
  readonly messages: AttemptMessages;
  readonly attempts: Attempts;
  readonly ingress: Ingress;
  readonly admin: Admin;
  readonly faults: Faults;
  readonly introspection: Introspection;

  constructor(world: World, deployment: Deployment, options: ServerOptions = DEFAULT_SERVER) {
    this.world = world;
    this.options = options;
    const { invocations, streams } = this;
    const registry = (this.registry = new ServiceRegistry(deployment));
    const partitions = (this.partitions = new Partitions(world));
    const keys = (this.keys = new ObjectKeys(partitions));
    const outbox = (this.outbox = new Outbox(world, partitions));
    const timers = (this.timers = new Timers(world));
    // An attempt that starts leads back to the invoker, by what it sends. That is the only circle among the parts.
    const start = (invocation: Invocation): void => this.attempts.start(invocation);
    const invoker = (this.invoker = new Invoker(world, streams, { start }));
    const journals = (this.journals = new JournalKeeper(world, { invoker, streams }));
    const promises = (this.promises = new DurablePromises(world, outbox, journals));
    const responder = (this.responder = new Responder(invocations, partitions, outbox, journals));
    const admission = (this.admission = new Admission(world, timers, invoker));
    const cleaner = (this.cleaner = new Cleaner(world, options, { invocations, promises }));
    const lifecycle = (this.lifecycle = new Lifecycle(world, {
      invocations,
      invoker,
      timers,
      responder,
      admission,
      cleaner,
    }));
    const acceptance = (this.acceptance = new Acceptance(world, {
      invocations,
      keys,
      partitions,
      admission,
      responder,
    }));
    const calls = (this.calls = new CallCommands({ registry, acceptance, outbox, journals }));
    const termination = (this.termination = new Termination(world, {
      invocations,
      lifecycle,
      journals,
      calls,
      outbox,
    }));
    const signals = (this.signals = new Signals(world, { invocations, outbox, journals, termination }));
    const commands = (this.commands = new Commands(
      new StateCommands(journals),
      new SleepCommands(world, timers, journals),
      calls,
      new MessageCommands(outbox, signals, responder),
      new PromiseCommands({ registry, promises, outbox, journals }),
    ));
    const footprints = new EndFootprints(options, streams, outbox);
    const failures = (this.failures = new Failures(world, options, invoker, lifecycle));
    const timeouts = (this.timeouts = new Timeouts(world, options, { streams, failures, footprints }));
    const messages = (this.messages = new AttemptMessages(world, {
      commands,
      journals,
      invoker,
      failures,
      lifecycle,
      footprints,
      streams,
    }));
    this.attempts = new Attempts(world, options, { registry, streams, failures, timeouts, messages });
    const stateEdits = new StateEdits(registry, keys, admission);
    const restarts = new RestartAsNew(registry, acceptance);
    this.ingress = new Ingress(world, { invocations, registry, acceptance, responder, signals });
    this.admin = new Admin({ invocations, registry, termination, invoker, cleaner, restarts, stateEdits });
    this.faults = new Faults(world, {
      invocations,
      streams,
      messages,
      invoker,
      failures,
      termination,
      stateEdits,
      cleaner,
      footprints,
    });
    this.introspection = new Introspection(world, { invocations, keys, promises, registry });
  }

  get deployment(): Deployment {
    return this.registry.deployment;
  }

  set deployment(deployment: Deployment) {
    this.registry.deployment = deployment;
  }

  /** Attempts whose code was given something to do since the last {@link settled}, oldest first. */
  get touched(): readonly AttemptStream[] {
    return this.streams.touched;
  }

  /**
   * Must be called when user code has settled: from then on the timeouts of the attempts that it ran in are watched.
   * @returns the attempts whose code was given something to do, latest first
   */
  settled(): readonly AttemptStream[] {
    const touched = this.streams.takeTouched();
    for (const stream of touched) this.timeouts.watch(stream);
    return touched;
  }
}
