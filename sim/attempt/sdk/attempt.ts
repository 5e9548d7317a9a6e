import type { Request } from '@restatedev/restate-sdk';
import type { Future } from '../../journal/future.ts';
import type { Notification } from '../../journal/notification.ts';
import { invariant } from '../../core/errors.ts';
import type { Command } from '../../journal/command.ts';
import type { Attempt, AttemptError, AttemptHost, AttemptMessage, AttemptSetup, OutsideCall } from '../attempt.ts';
import { ContextUses } from '../context-uses.ts';
import type { UsingCode } from '../context-uses.ts';
import type { Hops, Hopping } from '../hops.ts';
import { isEndedByTheWorld, noteOutsideWait, outsideCallOf } from '../outside-wait.ts';
import { Ledger, Scope, inScope } from '../scope.ts';
import { Closures } from './closures.ts';
import type { Connection, ConnectionListener, Entry } from './connection.ts';
import { FrameReader } from './frames.ts';
import { instrument } from './instrument.ts';
import type { Received } from './messages.ts';
import { ackOf, notificationOf, openingOf } from './replayed.ts';
import type { SdkContext } from './sdk-context.ts';
import { futureOf, messageOf } from './written.ts';

/** One attempt on the real SDK: a connection to it, and what the engine tracks of the code at its other end. */
export class SdkAttempt implements Attempt, ConnectionListener, Hopping, UsingCode {
  readonly setup: AttemptSetup;
  readonly scope: Scope;
  readonly closures: Closures;
  readonly uses: ContextUses;
  readonly #host: AttemptHost;
  readonly #hops: Hops;
  readonly #entry: Entry;
  readonly #moved: (attempt: SdkAttempt) => void;
  readonly #frames = new FrameReader();
  /** Runs whose result this attempt has proposed. The SDK keeps the result, and receives only the acknowledgement. */
  readonly #proposed = new Set<number>();
  #connection: Connection | undefined;
  /** The SDK has finished the request: nothing of it is in flight any more. */
  #ended = false;
  /** How many bytes were read ahead of their being written. */
  #readAhead = 0;
  #context: SdkContext | undefined;
  #controller: AbortController | undefined;
  /** What the SDK has announced to await; cleared by anything that may wake it. */
  #awaitingOn: Future | undefined;
  #latest: Command | undefined;
  #refusal: AttemptError | undefined;
  #started = false;
  #finished = false;
  /** What user code sees as the end of the attempt: its last message, or the loss of the connection. */
  #completed = false;
  #muted = false;
  #dead = false;
  #isAborted = false;
  /** Whether the attempt had ended before the latest release of a closure. */
  #wasEnded = false;
  /** The SDK gave up without a word: nothing more comes, and the attempt does not end. */
  #isBroken = false;

  /** @param moved is called when the attempt may have something to report once everything has settled */
  constructor(setup: AttemptSetup, host: AttemptHost, hops: Hops, entry: Entry, moved: (attempt: SdkAttempt) => void) {
    this.setup = setup;
    this.#moved = moved;
    this.#host = host;
    this.#hops = hops;
    this.#entry = entry;
    this.scope = new Scope(setup.process, new Ledger((remark) => host.remark(remark)));
    this.closures = new Closures(this.scope, () => moved(this));
    this.uses = new ContextUses(setup.handler, this, (remark) => this.scope.ledger.remark(remark));
  }

  // --- What the world does

  start(): void {
    this.#started = true;
    for (let i = 1; i < this.setup.knownEntries; i++) {
      const entry = this.setup.journal[i];
      if (entry?.kind === 'command') this.#noteCommand(entry.command);
    }
    const opening = openingOf(this.setup);
    this.#push(() => {
      this.#connection = this.#entry.connect(HEADERS, this, this);
      this.#connection.send(opening);
    });
  }

  notify(notification: Notification): void {
    if (this.#muted) return;
    const isOwnRun = notification.type === 'completion' && this.#proposed.has(notification.completion);
    const frame = isOwnRun ? ackOf(notification.completion) : notificationOf(notification);
    this.#push(() => {
      if (!this.#finished) this.#connection?.send(frame);
    });
  }

  release(completion: number): void {
    this.#wasEnded = this.#isEnded;
    this.#push(() => this.closures.release(completion));
  }

  closeInput(): void {
    if (this.#muted) return;
    this.#push(() => {
      if (!this.#finished) this.#connection?.closeInput();
    });
  }

  disconnect(): void {
    if (this.#muted) return;
    this.#muted = true;
    this.#push(() => {
      this.aborted();
      if (!this.#ended) this.#connection?.cut();
      // The SDK's signal is that of the connection. A handler that awaits nothing of its context does not end by this.
      this.#completed = true;
      this.#completeSignal();
    });
  }

  crash(): void {
    this.#moved(this);
    this.#muted = true;
    this.#dead = true;
    this.#finished = true;
    this.#ended = true;
    this.scope.ledger.die();
    this.#connection?.drop();
  }

  get awaiting(): Future | undefined {
    if (!this.#isBlocked) return undefined;
    if (this.#awaitingOn !== undefined) return this.#awaitingOn;
    // While closures execute, the SDK does not announce what it awaits. Their results are part of it.
    const runs = this.closures.started.map((id): Future => ({ single: `c${id}` }));
    return { combinator: 'FirstCompleted', children: runs };
  }

  get finished(): boolean {
    return this.#finished;
  }

  get busy(): boolean {
    return !this.#dead && (this.scope.ledger.knownWaits > 0 || this.closures.executing > 0);
  }

  get waitsOutside(): boolean {
    if (!this.#started || this.#finished || this.#isBroken || isEndedByTheWorld(this.scope.ledger)) return false;
    return this.closures.executing > 0 || !this.#isBlocked;
  }

  get outsideCall(): OutsideCall | undefined {
    return outsideCallOf(this.scope.ledger);
  }

  noteOutside(): void {
    noteOutsideWait(this.scope.ledger, this.setup.handler, this.#latest);
  }

  // --- What the engine and the handler's side do

  /** Everything has settled: announces the closures that the SDK has started, and frees what is not needed any more. */
  settled(): void {
    if (this.#ended) this.#connection?.free();
    if (this.#dead) return;
    for (const closure of this.closures.takeAnnounced()) this.#host.closureReady(closure);
    const dropped = this.closures.takeDropped(this.#isEnded && !this.#wasEnded);
    for (const completion of dropped) this.#host.closureDropped(completion);
    invariant(
      this.#awaitingOn === undefined || this.#finished || this.#isBlocked,
      () => `The SDK announced that ${this.setup.invocationId} awaits something, but it is not blocked.`,
    );
  }

  /** The handler is entered with this context. */
  attach(context: SdkContext): void {
    this.#context = context;
    this.#connection?.entered();
    instrument(context, this);
  }

  /** Makes the request that user code sees the same as on the other engine. */
  adjustRequest(request: Request): void {
    const { protocolVersion } = this.setup;
    // The engine always speaks version 7 to the SDK; handlers must see the version of the model.
    (request.attemptHeaders as Map<string, string>).set('content-type', contentType(protocolVersion));
    // Controllers are not cheap: one is made only when user code reads the signal.
    Object.defineProperty(request, 'attemptCompletedSignal', { get: () => this.#signal(), enumerable: true });
  }

  get writesAtOnce(): boolean {
    return this.#entry.writesAtOnce;
  }

  hop(): Promise<void> {
    return this.#hops.next();
  }

  /** Sets the error to send instead of the one that the state machine fails with. */
  refuse(error: AttemptError): void {
    this.#refusal ??= error;
  }

  get executing(): number {
    return this.closures.executing;
  }

  get isAborted(): boolean {
    return this.#isAborted;
  }

  aborted(): void {
    this.#isAborted = true;
  }

  broke(): void {
    this.#isBroken = true;
  }

  // --- What the SDK says

  inScope<T>(code: () => T): T {
    return inScope(this.scope, code);
  }

  received(bytes: Uint8Array): Promise<void> {
    const wasReadAhead = this.#readAhead >= bytes.length;
    if (wasReadAhead) this.#readAhead -= bytes.length;
    else this.#read(bytes);
    return this.#hops.next();
  }

  readAhead(bytes: Uint8Array, isWritten: boolean): void {
    if (isWritten) this.#readAhead += bytes.length;
    this.#read(bytes);
  }

  #read(bytes: Uint8Array): void {
    this.#frames.read(bytes, (message) => this.#receive(message));
  }

  ended(): void {
    this.#moved(this);
    this.#ended = true;
  }

  gaveUp(): void {
    this.#moved(this);
    // The state machine may be locked, so that freeing it would throw.
    this.#connection?.drop();
    this.broke();
  }

  #receive(received: Received): void {
    if (received.type === 'AwaitingOn') this.#awaitingOn = futureOf(received.body.awaitingOn);
    const message = messageOf(received);
    if (message === undefined) return;
    if (message.type === 'command') this.#noteCommand(message.command);
    else if (message.type === 'proposal') this.#proposed.add(message.completion);
    if (!this.#muted) this.#host.emit(message.type === 'error' ? this.#amended(message.error) : message);
    if (message.type === 'end' || message.type === 'suspension' || message.type === 'error') this.#finish();
  }

  #amended(error: AttemptError): AttemptMessage {
    if (this.#refusal !== undefined) return { type: 'error', error: this.#refusal };
    const { behavior, ...rest } = error;
    // In version 6 an error does not say what to do about a mismatch.
    const hasBehavior = behavior !== undefined && (this.setup.protocolVersion >= 7 || error.mismatch === undefined);
    return { type: 'error', error: hasBehavior ? { ...rest, behavior } : rest };
  }

  #finish(): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#connection?.closeInput();
    this.#completed = true;
    this.#completeSignal();
  }

  #completeSignal(): void {
    const controller = this.#controller;
    if (controller !== undefined) this.#push(() => inScope(this.scope, () => controller.abort()));
  }

  #noteCommand(command: Command): void {
    this.#latest = command;
    if (command.type === 'Run') this.closures.issued({ completion: command.completion, name: command.name });
  }

  #signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#completed) this.#controller.abort();
    return this.#controller.signal;
  }

  get #isEnded(): boolean {
    return this.#isAborted || this.#finished;
  }

  get #isBlocked(): boolean {
    return !this.#finished && this.#context?.promisesExecutor.externalProgressChannel.waiter !== undefined;
  }

  #push(hop: () => void): void {
    this.#moved(this);
    this.#hops.push(this, () => {
      this.#awaitingOn = undefined;
      if (!this.#dead) hop();
    });
  }
}

function contentType(version: number): string {
  return `application/vnd.restate.invocation.v${version}`;
}

const HEADERS = { 'content-type': contentType(7) };
