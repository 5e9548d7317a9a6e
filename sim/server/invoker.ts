import type { AttemptError, AttemptMessage, ReadyClosure } from '../attempt/attempt.ts';
import type { Step } from '../core/agenda.ts';
import { LimitReached } from '../core/errors.ts';
import type { Footprint } from '../core/footprint.ts';
import { leavesOf, type Future } from '../journal/future.ts';
import { CANCEL_SIGNAL, notificationId, signalId, type NotificationId } from '../journal/notification.ts';
import type { Stirring } from '../trace/event.ts';
import { AttemptStream, type StreamHandler } from './attempt-stream.ts';
import { endFootprint, failFootprint } from './ending.ts';
import { eagerState, INVOCATION_MEMORY_BYTES, stateSize } from './eager-state.ts';
import type { Invocation } from './invocation.ts';
import { JITTERS, retryDelayMs } from './retries.ts';
import type { Server } from './server.ts';
import { StartStep } from './start-step.ts';

/** Runs attempts: starts them, takes in what they say, suspends, retries, pauses and gives them up. */
export class Invoker implements StreamHandler {
  readonly #server: Server;
  readonly #streams = new Set<AttemptStream>();
  /** Attempts whose code may still run, zombies included. */
  readonly #everySpawned = new Set<AttemptStream>();
  readonly #starting = new Map<Invocation, Step>();

  constructor(server: Server) {
    this.#server = server;
  }

  /** Streams that the server still listens to, oldest first. */
  get streams(): Iterable<AttemptStream> {
    return this.#streams;
  }

  /** Takes an invocation up with a fresh retry budget; its next attempt may start from now on. */
  ready(invocation: Invocation): void {
    invocation.failures = 0;
    invocation.retriesSinceStored = 0;
    invocation.attemptsBefore = invocation.attempts;
    this.#enqueueStart(invocation);
  }

  resume(invocation: Invocation, why: string): void {
    invocation.awaited = [];
    this.#server.world.trace.add({ type: 'resumed', invocation: invocation.address, why });
    this.ready(invocation);
  }

  /** Does not wait for the next attempt any longer. The retry budget stays as it is. */
  retryNow(invocation: Invocation): void {
    if (invocation.status !== 'backing-off') return;
    if (invocation.deadline !== undefined) this.#server.world.clock.cancel(invocation.deadline);
    invocation.deadline = undefined;
    this.#enqueueStart(invocation);
  }

  /** Stops all activity of an invocation that ends, is killed, is paused or has lost its server. */
  release(invocation: Invocation, why: string = invocation.status): void {
    const start = this.#starting.get(invocation);
    if (start !== undefined) {
      this.#server.world.agenda.drop(start);
      this.#starting.delete(invocation);
    }
    if (invocation.deadline !== undefined) this.#server.world.clock.cancel(invocation.deadline);
    invocation.deadline = undefined;
    if (invocation.stream !== undefined) this.#giveUp(invocation.stream, why);
  }

  footprintOf(stream: AttemptStream, message: AttemptMessage): Footprint {
    const { invocation } = stream;
    switch (message.type) {
      case 'command':
        return this.#server.commands.refusal(stream, message.command) === undefined
          ? this.#server.commands.footprint(stream, message.command)
          : failFootprint(this.#server, stream);
      case 'proposal':
        return invocation.ownFootprint;
      case 'suspension':
        return { reads: ['process'], writes: [invocation.journalResource, stream.resource] };
      case 'error':
        return failFootprint(this.#server, stream, message.error);
      case 'end':
        return endFootprint(this.#server, invocation);
    }
  }

  stirred(stream: AttemptStream): void {
    this.#server.stirred.push(stream);
  }

  receive(stream: AttemptStream, message: AttemptMessage): void {
    const { troubles } = this.#server;
    if (troubles === undefined) this.#apply(stream, message);
    else if (!troubles.before(stream, message)) {
      const entry = stream.invocation.commands;
      this.#apply(stream, message);
      if (stream.open) troubles.after(stream, message, entry);
    }
  }

  /** The connection broke: a transient error that counts, and code that may live on. */
  connectionLost(stream: AttemptStream): void {
    this.attemptFailed(stream, { code: 500, message: '[RT0010] the connection to the service was lost' });
  }

  /** The service process died with every attempt in it. What was not stored is gone, and no code of it runs on. */
  processCrashed(): void {
    for (const stream of byAddress(this.#everySpawned)) stream.crash();
    this.#everySpawned.clear();
    for (const stream of byAddress(this.#streams)) this.connectionLost(stream);
  }

  #apply(stream: AttemptStream, message: AttemptMessage): void {
    const { invocation } = stream;
    switch (message.type) {
      case 'command': {
        const refusal = this.#server.commands.refusal(stream, message.command);
        if (refusal !== undefined) {
          this.#server.world.trace.add({
            type: 'refused',
            invocation: invocation.address,
            attempt: stream.number,
            message: refusal.message,
          });
          this.attemptFailed(stream, refusal);
          return;
        }
        const entry = this.#server.journals.appendCommand(stream, message.command);
        this.#server.commands.apply(stream, entry, message.command);
        return;
      }
      case 'proposal':
        this.#server.journals.appendNotification(invocation, {
          type: 'completion',
          of: 'Run',
          completion: message.completion,
          result: message.result,
        });
        return;
      case 'suspension':
        this.#suspend(stream, message.awaiting);
        return;
      case 'error':
        this.attemptFailed(stream, message.error, true);
        return;
      case 'end':
        this.#ended(stream);
    }
  }

  closureStarts(stream: AttemptStream, closure: ReadyClosure, after: Stirring): void {
    this.#server.world.trace.add({
      type: 'run started',
      invocation: stream.invocation.address,
      attempt: stream.number,
      entry: stream.entryOfRun(closure.completion),
      name: closure.name,
      after,
    });
  }

  /**
   * An attempt failed, by its own error or because its stream broke. What it got stored stays; whether and when the
   * next one starts is for the retry policy to say, unless the error says it itself.
   * @param isThrown whether code of the service threw it, which has a stack then; the server's own errors have none
   */
  attemptFailed(stream: AttemptStream, error: AttemptError, isThrown: boolean = false): void {
    const { invocation } = stream;
    this.#giveUp(stream, 'failed');
    invocation.lastFailure = error.message;
    invocation.retriesSinceStored++;
    const counted = error.retryAfterMs === undefined && error.behavior === undefined;
    if (counted) invocation.failures++;
    const delay = this.retryDelay(stream, error);
    this.#server.world.trace.add({
      type: 'attempt failed',
      invocation: invocation.address,
      attempt: stream.number,
      code: error.code,
      message: error.message,
      retryInMs: delay,
      mismatch: error.mismatch,
    });
    if (error.behavior === 'fail') this.#endWith(invocation, error, isThrown);
    else if (error.behavior === 'pause') this.pause(invocation, error.message, 'itself');
    else if (invocation.pauseRequested) this.pause(invocation, 'asked for by an operator');
    else if (delay !== undefined) this.#backOff(invocation, delay);
    else if (this.#killsWhenExhausted(invocation)) this.#endWith(invocation, error, isThrown);
    else this.pause(invocation, `attempts exhausted: ${error.message}`, 'itself');
  }

  /** Keeps lock, journal and state; only resume, cancel or kill go on from here. */
  pause(invocation: Invocation, why: string, by: 'itself' | 'somebody' = 'somebody'): void {
    this.release(invocation);
    invocation.status = 'paused';
    invocation.pauseRequested = false;
    invocation.pausedFromOutside = by === 'somebody';
    this.#server.world.trace.add({ type: 'paused', invocation: invocation.address, why });
  }

  /** Whether code of the attempt could still do something. */
  #mayRun(stream: AttemptStream): boolean {
    return !stream.attempt.finished || stream.closuresWaiting;
  }

  inactivityMs(invocation: Invocation): number {
    return invocation.handler.options.inactivityTimeoutMs ?? this.#server.options.inactivityTimeoutMs;
  }

  #enqueueStart(invocation: Invocation): void {
    invocation.status = 'ready';
    const step = this.#startStep(invocation);
    this.#starting.set(invocation, step);
    this.#server.world.agenda.add(step);
  }

  #startStep(invocation: Invocation): Step {
    return new StartStep(invocation, () => {
      this.#starting.delete(invocation);
      this.start(invocation);
    });
  }

  start(invocation: Invocation): void {
    const { world, options, deployment } = this.#server;
    if (invocation.attempts >= world.limits.attempts) {
      throw new LimitReached('attempts', `${invocation.address} reached its limit of ${invocation.attempts} attempts.`);
    }
    const number = ++invocation.attempts;
    invocation.status = 'running';
    invocation.deadline = undefined;
    if (this.#exceedsMemory(invocation)) return;
    const stream = new AttemptStream(invocation, number, world, this);
    invocation.stream = stream;
    this.#streams.add(stream);
    this.#everySpawned.add(stream);
    const { origin } = invocation;
    // After a process crash the definitions may have been made anew.
    const handler = this.#server.handler(origin.target) ?? origin.handler;
    stream.attempt = deployment.engine.open(
      {
        handler,
        invocationId: origin.id,
        key: origin.target.key ?? '',
        ...(origin.idempotencyKey !== undefined && { idempotencyKey: origin.idempotencyKey }),
        randomSeed: () => world.random.u64('rand', origin.id),
        journal: invocation.journal,
        knownEntries: stream.knownEntries,
        ...eagerState(origin.objectKey, handler.options.enableLazyState, options.eagerStateBytes),
        retriesSinceLastStoredEntry: invocation.retriesSinceStored,
        durationSinceLastStoredEntryMs:
          invocation.retriesSinceStored === 0 ? 0 : world.clock.now - invocation.lastStoredAtMs,
        protocolVersion: options.protocolVersion,
        process: deployment.processFor(stream),
      },
      stream,
    );
    world.trace.add({
      type: 'attempt started',
      invocation: origin.address,
      attempt: number,
      knownEntries: stream.knownEntries,
    });
    stream.start();
    if (this.inactivityMs(invocation) === 0) stream.closeInput();
  }

  /** State that does not fit into an invocation's memory: no attempt starts, and none is retried. */
  #exceedsMemory(invocation: Invocation): boolean {
    const key = invocation.origin.objectKey;
    if (key === undefined || invocation.handler.options.enableLazyState) return false;
    const size = stateSize(key);
    if (size <= INVOCATION_MEMORY_BYTES) return false;
    const needed = `${(size / 1_048_576).toFixed(1)} MiB`;
    const message = `memory budget exhausted (upper bound exceeded) while reading service state: ${key.name} holds ${needed}, an invocation may have 32 MiB. Keep large values elsewhere, or enable lazy state.`;
    invocation.lastFailure = message;
    this.#server.world.trace.add({
      type: 'attempt failed',
      invocation: invocation.address,
      attempt: invocation.attempts,
      code: 500,
      message,
      retryInMs: undefined,
      mismatch: undefined,
    });
    if (this.#killsWhenExhausted(invocation)) this.#endWith(invocation, { code: 500, message });
    else this.pause(invocation, message, 'itself');
    return true;
  }

  #ended(stream: AttemptStream): void {
    const { invocation } = stream;
    const result = invocation.output ?? { failure: { code: 500, message: 'the attempt ended without an output' } };
    this.#server.world.trace.add({ type: 'attempt ended', invocation: invocation.address, attempt: stream.number });
    this.#server.lifecycle.end(invocation, result);
  }

  #endWith(invocation: Invocation, error: AttemptError, isThrown: boolean = false): void {
    invocation.resultHasStacktrace = isThrown;
    // The rest of what an engine has to say about a mismatch is its own, and clients shall not see which one ran.
    const message = error.mismatch === undefined ? error.message : MISMATCH;
    this.#server.lifecycle.end(invocation, { failure: { code: error.code, message } });
  }

  #suspend(stream: AttemptStream, awaiting: Future): void {
    const { invocation } = stream;
    const awaited = this.#awaited(invocation, awaiting);
    this.#giveUp(stream, 'suspended');
    this.#server.world.trace.add({
      type: 'suspended',
      invocation: invocation.address,
      attempt: stream.number,
      awaiting: awaited,
    });
    if (invocation.pauseRequested) {
      this.pause(invocation, 'asked for by an operator');
      return;
    }
    invocation.status = 'suspended';
    invocation.awaited = awaited;
    if (this.alreadyArrived(stream, awaited)) this.resume(invocation, 'awaited entry had arrived');
  }

  /** Whether something the attempt waits for came while it was suspending. */
  alreadyArrived(stream: AttemptStream, awaited: readonly NotificationId[]): boolean {
    const { journal } = stream.invocation;
    for (let index = stream.handedOver; index < journal.length; index++) {
      const entry = journal[index];
      if (entry?.kind === 'notification' && awaited.includes(notificationId(entry.notification))) return true;
    }
    return false;
  }

  #awaited(invocation: Invocation, awaiting: Future): NotificationId[] {
    const awaited = leavesOf(awaiting);
    const cancel = signalId({ index: CANCEL_SIGNAL });
    if (!invocation.handler.options.explicitCancellation && !awaited.includes(cancel)) awaited.push(cancel);
    return awaited;
  }

  /** @returns ms until the next attempt, jitter included; undefined when none may follow */
  retryDelay(stream: AttemptStream, error: AttemptError): number | undefined {
    if (error.behavior !== undefined) return undefined;
    if (error.retryAfterMs !== undefined) return error.retryAfterMs;
    const { invocation } = stream;
    if (this.#server.options.disableRetries) return undefined;
    const delay = retryDelayMs(invocation.handler.options.retryPolicy, invocation.failures);
    if (delay === undefined) return undefined;
    return Math.round(delay * (1 + this.#server.world.choices.of('jitter', `${stream.address}:jitter`, JITTERS)));
  }

  #killsWhenExhausted(invocation: Invocation): boolean {
    return this.#server.options.disableRetries || invocation.handler.options.retryPolicy.onMaxAttempts === 'kill';
  }

  #backOff(invocation: Invocation, delayMs: number): void {
    const { clock } = this.#server.world;
    invocation.status = 'backing-off';
    invocation.deadline = clock.arm({
      atMs: clock.now + delayMs,
      housekeeping: false,
      due: () => {
        invocation.deadline = undefined;
        this.#enqueueStart(invocation);
      },
    });
  }

  /** Stops listening to an attempt. Code of it that is in the middle of something runs on as a zombie. */
  #giveUp(stream: AttemptStream, why: string): void {
    this.#streams.delete(stream);
    if (stream.invocation.stream === stream) stream.invocation.stream = undefined;
    stream.close();
    if (stream.inactivity !== undefined) this.#server.world.clock.cancel(stream.inactivity);
    stream.draining = undefined;
    if (!this.#mayRun(stream)) this.#everySpawned.delete(stream);
    if (stream.attempt.finished || stream.dead || stream.zombie) return;
    stream.disconnect();
    this.#server.world.trace.add({
      type: 'zombie',
      invocation: stream.invocation.address,
      attempt: stream.number,
      why,
    });
  }
}

/** What strikes many attempts at once must not depend on which of them happened to start first. */
function byAddress(streams: Iterable<AttemptStream>): AttemptStream[] {
  return [...streams].toSorted((a, b) => (a.address < b.address ? -1 : 1));
}

/** How the SDK begins to tell of a replay that issued another command. */
const MISMATCH =
  'Found a mismatch between the code paths taken during the previous execution and the paths taken during this execution.';
