import { attemptOf, stepOf, streamChain } from '../core/address.ts';
import type { Attempt, AttemptHost, AttemptMessage, ReadyClosure } from '../attempt/attempt.ts';
import type { Remark } from '../attempt/remark.ts';
import type { Step } from '../core/agenda.ts';
import type { Deadline } from '../core/clock.ts';
import { invariant } from '../core/errors.ts';
import type { Footprint } from '../core/footprint.ts';
import type { Command } from '../journal/command.ts';
import { notificationId, type Notification } from '../journal/notification.ts';
import type { Stirring } from '../trace/event.ts';
import type { Destination } from './deployments/destination.ts';
import type { Invocation } from './invocation.ts';
import type { World } from './world.ts';

type StreamWorld = Pick<World, 'agenda' | 'clock' | 'trace'>;

/** What the server does with the two directions of a stream. */
export interface StreamHandler {
  /** User code was given something to do; the engine has to settle before the next step. */
  touched(stream: AttemptStream): void;
  /** What applying the message will touch. */
  footprintOf(stream: AttemptStream, message: AttemptMessage): Footprint;
  receive(stream: AttemptStream, message: AttemptMessage): void;
  /** A run closure is about to execute. */
  closureStarts(stream: AttemptStream, closure: ReadyClosure, after: Stirring): void;
}

/**
 * The connection between the server and one attempt. Each direction is first in, first out; the scheduler decides how
 * far either has got. Once it is closed, the server receives nothing more, whatever the code at the other end still does.
 */
export class AttemptStream implements AttemptHost {
  readonly invocation: Invocation;
  readonly number: number;
  readonly destination: Destination;
  /** Stable address of the attempt: invocation and attempt number. */
  readonly address: string;
  readonly resource: string;
  readonly knownEntries: number;
  attempt!: Attempt;
  open = true;
  /** The server has given the attempt up, and its code may still run. */
  zombie = false;
  /** Its service process has died. */
  dead = false;
  inputClosed = false;
  /** Set while the stream drains after an abort; called when that is over. */
  draining: (() => void) | undefined;
  lastActivityMs: number;
  /** The next timeout of the attempt: inactivity, then abort, then the end of the time to drain. */
  timeout: Deadline | undefined;
  readonly outgoing: AttemptMessage[] = [];
  readonly #world: StreamWorld;
  readonly #handler: StreamHandler;
  readonly #append: Step;
  readonly #handOver: Step;
  #closures: Map<number, Step> | undefined;
  /** Entry numbers of the runs that this attempt has begun, by completion id. */
  #runs: Map<number, number> | undefined;
  /** Entry number of the next command of this attempt. */
  #emitted: number;
  #taken = 0;
  #handedOver: number;
  #handingOver = false;
  /** What gave the code something to do most recently. */
  #cause: Stirring = 'start';

  constructor(
    invocation: Invocation,
    number: number,
    destination: Destination,
    world: StreamWorld,
    handler: StreamHandler,
  ) {
    this.invocation = invocation;
    this.number = number;
    this.destination = destination;
    this.address = attemptOf(invocation.address, number);
    this.resource = `attempt:${this.address}`;
    this.knownEntries = invocation.journal.length;
    this.lastActivityMs = world.clock.now;
    this.#world = world;
    this.#handler = handler;
    this.#handedOver = this.knownEntries;
    this.#emitted = invocation.commands;
    this.#append = new AppendStep(this, handler);
    this.#handOver = new HandOverStep(this);
  }

  get nextMessage(): AttemptMessage | undefined {
    return this.outgoing[this.#taken];
  }

  /** Whether run closures are waiting for their turn; they may still run after the attempt has ended. */
  get closuresWaiting(): boolean {
    return this.#closures !== undefined && this.#closures.size > 0;
  }

  /** Index up to which the journal has been handed over. */
  get handedOver(): number {
    return this.#handedOver;
  }

  /**
   * Entry number of a run command, which may still be on its way to the server, or never arrive. This end of the stream
   * counts it, so that what a later attempt stores does not change the addresses of a zombie's steps.
   */
  entryOfRun(completion: number): number {
    return this.#runs?.get(completion) ?? this.invocation.runs.get(completion) ?? this.#emitted;
  }

  emit(message: AttemptMessage): void {
    if (message.type === 'command') this.#count(message.command);
    if (!this.open) return;
    this.lastActivityMs = this.#world.clock.now;
    this.outgoing.push(message);
    if (this.outgoing.length - this.#taken === 1) this.#world.agenda.add(this.#append);
  }

  #count(command: Command): void {
    if (command.type === 'Run') {
      this.#runs ??= new Map();
      this.#runs.set(command.completion, this.#emitted);
    }
    this.#emitted++;
  }

  closureReady(closure: ReadyClosure): void {
    const step = new ClosureStep(this, closure, this.#cause, this.#handler);
    this.#closures ??= new Map();
    this.#closures.set(closure.completion, step);
    this.#world.agenda.add(step);
  }

  closureDropped(completion: number): void {
    const step = this.#closures?.get(completion);
    if (step === undefined) return;
    this.#closures?.delete(completion);
    this.#world.agenda.drop(step);
  }

  remark(remark: Remark): void {
    if (remark.type === 'assertion') {
      this.#world.trace.add({ ...remark, invocation: this.invocation.address, attempt: this.number });
      return;
    }
    this.#world.trace.add({
      type: 'remark',
      invocation: this.invocation.address,
      attempt: this.number,
      what: nameOf(remark),
      text: remark.type === 'ambient' ? (remark.where ?? '') : remark.text,
      ...(remark.type === 'ambient' && remark.by !== undefined && { package: remark.by }),
    });
  }

  takeMessage(): AttemptMessage {
    const message = this.outgoing[this.#taken++];
    invariant(message !== undefined, () => `The stream of ${this.address} was read past its end.`);
    if (this.outgoing.length === this.#taken) {
      this.outgoing.length = 0;
      this.#taken = 0;
    } else {
      this.#world.agenda.add(this.#append);
    }
    return message;
  }

  /** Called when the journal has grown: the new notifications will be handed over, one per step. */
  journalGrew(): void {
    // Whether the attempt still accepts it is decided when it is handed over, and not by the code that appends.
    if (this.open && !this.#handingOver && this.nextNotification() !== undefined) {
      this.#handingOver = true;
      this.#world.agenda.add(this.#handOver);
    }
  }

  handOverNext(): void {
    this.#handingOver = false;
    // What is not handed over here is looked at again when the attempt suspends.
    if (!this.#acceptsInput) return;
    const notification = this.nextNotification();
    if (notification === undefined) return;
    this.#handedOver++;
    this.lastActivityMs = this.#world.clock.now;
    this.#cause = 'notification';
    this.attempt.notify(notification);
    this.#handler.touched(this);
    this.journalGrew();
  }

  start(): void {
    this.attempt.start();
    this.#handler.touched(this);
  }

  /** Called when a timer or an effect has given code of the attempt something to do. */
  touch(): void {
    this.#handler.touched(this);
  }

  /** Half-closes the input: the attempt suspends at its next await. */
  closeInput(): void {
    if (this.inputClosed) return;
    this.inputClosed = true;
    this.#cause = 'end of input';
    this.attempt.closeInput();
    this.#handler.touched(this);
  }

  release(completion: number): void {
    this.#closures?.delete(completion);
    this.#cause = 'run';
    this.attempt.release(completion);
    this.#handler.touched(this);
  }

  /** The server gives the attempt up; its code may run on as a zombie. */
  disconnect(): void {
    this.zombie = true;
    this.attempt.disconnect();
    this.#handler.touched(this);
  }

  /** The process has died: closures that are waiting for their turn never run. */
  crash(): void {
    for (const step of this.#closures?.values() ?? []) this.#world.agenda.drop(step);
    this.#closures = undefined;
    this.dead = true;
    this.attempt.crash();
  }

  /** The server stops listening: messages in flight are lost, nothing more is handed over. */
  close(): void {
    if (!this.open) return;
    this.open = false;
    this.outgoing.length = 0;
    this.#taken = 0;
    this.#world.agenda.drop(this.#append);
    this.#world.agenda.drop(this.#handOver);
    this.cancelTimeout();
  }

  cancelTimeout(): void {
    if (this.timeout !== undefined) this.#world.clock.cancel(this.timeout);
  }

  /** Nothing can be handed to an attempt that has sent its last message, nor through a half-closed connection. */
  get #acceptsInput(): boolean {
    return this.open && !this.inputClosed && !this.attempt.finished;
  }

  /** The next notification that the attempt gets. */
  nextNotification(): Notification | undefined {
    const journal = this.invocation.journal;
    for (; this.#handedOver < journal.length; this.#handedOver++) {
      const entry = journal[this.#handedOver];
      if (entry?.kind === 'notification') return entry.notification;
    }
    return undefined;
  }
}

/** The server takes the next message of an attempt and applies it. */
class AppendStep implements Step {
  readonly chain: string;
  readonly runsUserCode = false;
  readonly #stream: AttemptStream;
  readonly #handler: StreamHandler;

  constructor(stream: AttemptStream, handler: StreamHandler) {
    this.#stream = stream;
    this.#handler = handler;
    this.chain = streamChain(stream.address, 'out');
  }

  get address(): string {
    return stepOf(this.#stream.address, this.#what(this.#message));
  }

  get footprint(): Footprint {
    return this.#handler.footprintOf(this.#stream, this.#message);
  }

  perform(): void {
    this.#handler.receive(this.#stream, this.#stream.takeMessage());
  }

  get #message(): AttemptMessage {
    const message = this.#stream.nextMessage;
    invariant(message !== undefined, () => `${this.#stream.address} is to append a message, and has sent none.`);
    return message;
  }

  /** Names the message by its entry, which no other step of the world changes. */
  #what(message: AttemptMessage): string {
    switch (message.type) {
      case 'command':
        return `append ${this.#stream.invocation.commands} ${message.command.type}`;
      case 'proposal':
        return `store ${this.#stream.entryOfRun(message.completion)}`;
      case 'suspension':
      case 'error':
      case 'end':
        return message.type;
    }
  }
}

/** The attempt gets the next notification of its journal, and its code continues. */
class HandOverStep implements Step {
  readonly chain: string;
  readonly runsUserCode = true;
  readonly footprint: Footprint;
  readonly #stream: AttemptStream;

  constructor(stream: AttemptStream) {
    this.#stream = stream;
    this.chain = streamChain(stream.address, 'in');
    this.footprint = {
      reads: ['clock', 'process', stream.invocation.journalResource],
      writes: [stream.resource],
    };
  }

  get address(): string {
    const next = this.#stream.nextNotification();
    invariant(next !== undefined, () => `${this.#stream.address} is to be handed a notification, and there is none.`);
    return stepOf(this.#stream.address, `hand over ${notificationId(next)}`);
  }

  perform(): void {
    this.#stream.handOverNext();
  }
}

/** A run closure that the SDK has started gets its turn, perhaps long after the attempt has continued. */
class ClosureStep implements Step {
  readonly chain: string;
  readonly address: string;
  readonly runsUserCode = true;
  readonly footprint: Footprint;
  readonly #stream: AttemptStream;
  readonly #closure: ReadyClosure;
  readonly #after: Stirring;
  readonly #handler: StreamHandler;

  constructor(stream: AttemptStream, closure: ReadyClosure, after: Stirring, handler: StreamHandler) {
    this.#stream = stream;
    this.#closure = closure;
    this.#after = after;
    this.#handler = handler;
    this.chain = `${stream.address} run ${closure.completion}`;
    this.address = stepOf(stream.address, `run ${closure.completion} ${closure.name}`);
    this.footprint = { reads: ['clock', 'process'], writes: [stream.resource] };
  }

  perform(): void {
    this.#handler.closureStarts(this.#stream, this.#closure, this.#after);
    this.#stream.release(this.#closure.completion);
  }
}

function nameOf(remark: Remark): string {
  switch (remark.type) {
    case 'misuse':
      return remark.what;
    case 'ambient':
      return `ambient ${remark.what}`;
    case 'allowed':
      return `allowed ${remark.kind}`;
    default:
      return remark.type;
  }
}
