import type { Footprint } from '../core/footprint.ts';
import { Acceptance } from './acceptance.ts';
import { Admission } from './admission.ts';
import { AttemptMessages } from './attempt-messages.ts';
import { Attempts } from './attempts.ts';
import { Cleaner } from './cleaner.ts';
import { CallCommands } from './commands/call-commands.ts';
import { Commands } from './commands/commands.ts';
import { MessageCommands } from './commands/message-commands.ts';
import { PromiseCommands } from './commands/promise-commands.ts';
import { SleepCommands } from './commands/sleep-commands.ts';
import { StateCommands } from './commands/state-commands.ts';
import { Deployments } from './deployments/deployments.ts';
import type { Endpoints } from './deployments/endpoints.ts';
import { Registrations } from './deployments/registrations.ts';
import { Routing } from './deployments/routing.ts';
import { EndFootprints } from './end-footprints.ts';
import { Failures } from './failures.ts';
import type { Invocation } from './invocation.ts';
import { Invoker } from './invoker.ts';
import { JournalKeeper } from './journal-keeper.ts';
import { Lifecycle } from './lifecycle.ts';
import { ObjectKeys } from './object-keys.ts';
import type { ServerOptions } from './options.ts';
import { Outbox } from './outbox.ts';
import { Partitions } from './partitions.ts';
import { DurablePromises } from './promises.ts';
import { Responder } from './responder.ts';
import { Signals } from './signals.ts';
import { Sleeps } from './sleeps.ts';
import { StateEdits } from './state-edits.ts';
import { Streams } from './streams.ts';
import { Termination } from './termination.ts';
import { Timeouts } from './timeouts.ts';
import { Timers } from './timers.ts';
import { QueuedAdmission } from './versions/queued-admission.ts';
import { RuleBook } from './versions/rule-book.ts';
import { Slots } from './versions/slots.ts';
import { RULES_OF, type VersionRules } from './versions/version-rules.ts';
import { WholeSeconds } from './versions/whole-seconds.ts';
import type { World } from './world.ts';

/**
 * The inner parts of the server, one object for each idea, put together. Each gets the few other parts that it needs, so it
 * can be constructed and tested alone. They are public so that tests can replace methods of theirs by broken ones.
 */
export class Parts {
  /** What the version of the server does. */
  readonly rules: VersionRules;
  /** Every invocation that is not forgotten, by id. */
  readonly invocations: Map<string, Invocation> = new Map<string, Invocation>();
  readonly streams: Streams = new Streams();
  readonly endpoints: Endpoints;
  readonly deployments: Deployments = new Deployments();
  readonly registrations: Registrations;
  readonly routing: Routing;
  readonly partitions: Partitions;
  readonly keys: ObjectKeys;
  readonly outbox: Outbox;
  readonly timers: Timers;
  readonly slots: Slots;
  readonly invoker: Invoker;
  readonly journals: JournalKeeper;
  readonly sleeps: Sleeps;
  readonly promises: DurablePromises;
  readonly responder: Responder;
  readonly admission: Admission;
  readonly stateEdits: StateEdits;
  readonly cleaner: Cleaner;
  readonly lifecycle: Lifecycle;
  readonly acceptance: Acceptance;
  readonly calls: CallCommands;
  readonly termination: Termination;
  readonly signals: Signals;
  readonly commands: Commands;
  readonly footprints: EndFootprints;
  readonly failures: Failures;
  readonly timeouts: Timeouts;
  readonly messages: AttemptMessages;
  readonly attempts: Attempts;

  constructor(world: World, endpoints: Endpoints, options: ServerOptions) {
    const { invocations, streams, deployments } = this;
    const rules = (this.rules = RULES_OF[options.version]);
    const seconds = new WholeSeconds(world);
    const book = new RuleBook();
    for (const [pattern, concurrency] of Object.entries(options.limits)) book.set(pattern, concurrency);
    const slots = (this.slots = new Slots(world, book));
    this.endpoints = endpoints;
    this.registrations = new Registrations(world, deployments, endpoints);
    const routing = (this.routing = new Routing(options, { deployments, endpoints }));
    const partitions = (this.partitions = new Partitions(world));
    const keys = (this.keys = new ObjectKeys(partitions));
    const outbox = (this.outbox = new Outbox(world, partitions));
    const timers = (this.timers = new Timers(world));
    // An attempt that starts leads back to the invoker, by what it sends. That is the only circle among the parts.
    const start = (invocation: Invocation): void => this.attempts.start(invocation);
    const refusalFootprint = (invocation: Invocation): Footprint | undefined =>
      // It may end the invocation.
      routing.refuses(invocation) ? this.footprints.ofEnd(invocation) : undefined;
    const invoker = (this.invoker = new Invoker(
      world,
      streams,
      { start, refusalFootprint },
      rules.scopes === 'accepted' ? slots : undefined,
    ));
    const journals = (this.journals = new JournalKeeper(world, { invoker, streams }));
    const sleeps = (this.sleeps = new Sleeps(world, rules, timers, journals));
    const promises = (this.promises = new DurablePromises(world, outbox, journals));
    const responder = (this.responder = new Responder(invocations, partitions, outbox, journals));
    const admission = (this.admission = admissionOf(rules, world, { timers, invoker, seconds, slots }));
    this.stateEdits = new StateEdits(deployments, keys, admission);
    const cleaner = (this.cleaner = new Cleaner(world, options, { invocations, promises }));
    const ending = { invocations, invoker, timers, sleeps, responder, admission, cleaner };
    const lifecycle = (this.lifecycle = new Lifecycle(world, ending));
    const accepting = { invocations, keys, partitions, sleeps, admission, responder };
    const acceptance = (this.acceptance = new Acceptance(world, options, accepting));
    const calls = (this.calls = new CallCommands({ deployments, acceptance, outbox, journals }));
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
      new SleepCommands(sleeps),
      calls,
      new MessageCommands(outbox, signals, responder),
      new PromiseCommands({ promises, outbox, journals }),
    ));
    const footprints = (this.footprints = new EndFootprints(options, streams, outbox));
    const failures = (this.failures = new Failures(world, options, invoker, lifecycle, { rules, seconds }));
    const timeouts = (this.timeouts = new Timeouts(world, options, { streams, failures, footprints }));
    const receiving = { commands, journals, invoker, failures, lifecycle, footprints, streams };
    const messages = (this.messages = new AttemptMessages(world, receiving));
    this.attempts = new Attempts(world, options, { routing, endpoints, streams, failures, timeouts, messages });
  }
}

function admissionOf(
  { admission }: VersionRules,
  world: World,
  {
    timers,
    invoker,
    seconds,
    slots,
  }: {
    readonly timers: Timers;
    readonly invoker: Invoker;
    readonly seconds: WholeSeconds;
    readonly slots: Slots;
  },
): Admission {
  return admission === 'by arrival'
    ? new Admission(world, timers, invoker)
    : new QueuedAdmission(world, timers, invoker, seconds, slots);
}
