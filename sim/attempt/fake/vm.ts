import type { Command } from '../../journal/command.ts';
import { CANCEL_SIGNAL, FIRST_AWAKEABLE_SIGNAL } from '../../journal/notification.ts';
import type { Notification, NotificationResult } from '../../journal/notification.ts';
import type { Outcome } from '../../journal/outcome.ts';
import { describeCommand, firstDifference } from '../../journal/replay.ts';
import type { AttemptMessage, AttemptSetup } from '../attempt.ts';
import { EagerState } from './eager-state.ts';
import { CODES, toAttemptError } from './failure.ts';
import type { Related, VmFailure } from './failure.ts';
import { Recording } from './recording.ts';
import { handlesOf, resolve, toFuture, toPending } from './resolution.ts';
import type { Pending } from './resolution.ts';
import { CANCEL, Results } from './results.ts';
import type { Handle, Tree } from './results.ts';
import { Runs } from './runs.ts';

/** What an await leads to: results to take, a wait, a closure to start first, the cancel signal, or the end. */
export type Progress = 'completed' | 'wait' | 'cancelled' | 'ended' | { readonly execute: number };

/**
 * The SDK's state machine of one attempt. It counts commands, compares them with the recorded ones during replay, writes
 * them afterwards, and decides when an await can go on. It does not know promises.
 * Rule: docs/internals/sdk-semantics.md#consumption-of-results
 */
export class Vm {
  readonly state: EagerState;
  readonly results: Results = new Results();
  readonly runs: Runs = new Runs();
  /** Set when the attempt cannot go on: by an error, or (with code 599) by a suspension. */
  failure: VmFailure | undefined;
  /** The state machine is broken: the attempt says nothing more, and does not end. */
  isBroken = false;
  /** The input is half-closed: an await that nothing can resolve suspends. */
  inputClosed = false;
  /** The latest command, written or replayed. */
  latest: Command | undefined;
  /** What the latest blocked await still waits for. */
  waitingFor: Pending | undefined;

  readonly #setup: AttemptSetup;
  readonly #recording: Recording;
  #phase: 'replaying' | 'processing' | 'closed' | 'failed';
  /** No command was written yet in this attempt. Only then do earlier failures count as tries of a run. */
  #atFirstEntry = true;
  #commandIndex = 0;
  #nextCompletion = 1;
  #nextSignal = FIRST_AWAKEABLE_SIGNAL;
  #output: AttemptMessage[] = [];
  #outputClosed = false;
  /** Calls whose callees are cancelled with this invocation, with the callee's id once it is known. */
  #callees: { readonly completion: number; invocationId: string | undefined }[] = [];

  constructor(setup: AttemptSetup) {
    this.#setup = setup;
    this.state = new EagerState(setup.state, setup.partialState);
    this.#recording = new Recording(setup.journal, setup.knownEntries, this.results);
    this.#phase = this.#recording.isExhausted ? 'processing' : 'replaying';
  }

  /** False while recorded commands remain. `ctx.console` depends on it. */
  get isProcessing(): boolean {
    return this.#phase === 'processing';
  }

  /** Index of the latest command, counting the input as 0. */
  get commandIndex(): number {
    return this.#commandIndex;
  }

  /** Whether a blocked await is announced to the server. It is not while closures execute. */
  get announcesAwaits(): boolean {
    return this.#setup.protocolVersion >= 7 && !this.inputClosed && !this.runs.areExecuting;
  }

  nextCompletion(): number {
    return this.#nextCompletion++;
  }

  /** The command that took this completion id is not issued: the next command takes it. */
  giveBack(completion: number): void {
    this.#nextCompletion = completion;
  }

  nextSignal(): number {
    return this.#nextSignal++;
  }

  /** Everything written since the last call, in order; undefined when there is nothing. */
  takeOutput(): readonly AttemptMessage[] | undefined {
    if (this.#output.length === 0) return undefined;
    const output = this.#output;
    this.#output = [];
    return output;
  }

  /**
   * Issues a command: compares it with the recorded one, or writes it.
   * @returns the recorded or written command; undefined when the attempt is over
   */
  issue(command: Command): Command | undefined {
    this.latest = command;
    if (this.#phase === 'processing') {
      this.#commandIndex++;
      this.#setup.process.noteLine?.(this.#commandIndex);
      this.#atFirstEntry = false;
      this.#write({ type: 'command', command });
      return command;
    }
    if (this.#phase !== 'replaying') return undefined;
    this.#commandIndex++;
    this.#setup.process.noteLine?.(this.#commandIndex);
    const recorded = this.#recording.next();
    if (this.#recording.isExhausted) this.#phase = 'processing';
    const difference = firstDifference(recorded, command);
    if (difference === undefined) return recorded;
    this.#mismatch(command, difference.field, difference.recorded, difference.replayed);
    return undefined;
  }

  /** Reads one key: from the journal on replay, else from the state map, else by a request to the server. */
  getState(key: string): number | undefined {
    const completion = this.#nextCompletion++;
    const known = this.#phase === 'processing' ? this.state.get(key) : 'unknown';
    const command: Command =
      known === 'unknown'
        ? { type: 'GetLazyState', key, completion }
        : { type: 'GetEagerState', key, value: known === 'empty' ? undefined : known };
    const issued = this.issue(command);
    if (issued === undefined) return undefined;
    if (issued.type === 'GetEagerState') {
      this.results.makeReady(completion, issued.value === undefined ? 'empty' : { ok: issued.value });
    }
    return completion;
  }

  /** Lists the keys, from the same sources as {@link getState}. */
  getStateKeys(): number | undefined {
    const completion = this.#nextCompletion++;
    const known = this.#phase === 'processing' ? this.state.keys() : undefined;
    const issued = this.issue(
      known === undefined ? { type: 'GetLazyStateKeys', completion } : { type: 'GetEagerStateKeys', keys: known },
    );
    if (issued === undefined) return undefined;
    if (issued.type === 'GetEagerStateKeys') this.results.makeReady(completion, { stateKeys: issued.keys });
    return completion;
  }

  /** Issues a run. @returns its completion id, and whether the journal holds its result already */
  run(name: string): { readonly completion: number; readonly replayed: boolean } | undefined {
    const completion = this.#nextCompletion++;
    if (this.issue({ type: 'Run', name, completion }) === undefined) return undefined;
    const replayed = this.results.has(completion);
    if (!replayed) this.runs.add(completion, this.#commandIndex, name);
    return { completion, replayed };
  }

  /** The callee of this call is cancelled together with this invocation. */
  trackCallee(completion: number): void {
    if (!this.#setup.handler.options.explicitCancellation) this.#callees.push({ completion, invocationId: undefined });
  }

  notify(notification: Notification): void {
    this.results.arrive(notification);
  }

  /** Takes a ready result for user code. @returns undefined when it is not ready, or when the attempt is over */
  take(handle: Handle): NotificationResult | undefined {
    if (this.failure !== undefined) return undefined;
    const result = this.results.take(handle);
    if (typeof result === 'object' && 'invocationId' in result) {
      const callee = this.#callees.find((candidate) => candidate.completion === handle);
      if (callee !== undefined) callee.invocationId = result.invocationId;
    }
    return result;
  }

  /** One await of user code. */
  progress(tree: Tree): Progress {
    const withCancel = !this.#setup.handler.options.explicitCancellation;
    const progress = this.#progress(toPending(tree, withCancel));
    if (progress !== 'completed' || !withCancel || !this.results.isReady(CANCEL)) return progress;
    return this.#cancelCallees();
  }

  /** Writes the outcome of a run's closure, unless the attempt is over. */
  propose(completion: number, result: Outcome): void {
    if (this.#phase !== 'processing') return;
    this.runs.finish(completion);
    this.#write({ type: 'proposal', completion, result });
  }

  /** The tries of the run that has just failed, as far as the server and this attempt count them. */
  triesOf(attemptDurationMs: number): { readonly count: number; readonly durationMs: number } {
    const { retriesSinceLastStoredEntry: retries, durationSinceLastStoredEntryMs: duration } = this.#setup;
    if (!this.#atFirstEntry || retries === 0) return { count: 1, durationMs: attemptDurationMs };
    return { count: retries + 1, durationMs: duration + attemptDurationMs };
  }

  /** Ends the attempt; its output was issued before. */
  end(): void {
    if (this.#phase !== 'processing') return;
    this.#write({ type: 'end' });
    this.#close({ code: CODES.closed, message: 'The invocation has ended.' });
  }

  /** Ends the attempt with an error, unless it is over already. */
  fail(failure: VmFailure): void {
    if (this.failure !== undefined) return;
    this.failure = failure;
    this.#write({ type: 'error', error: toAttemptError(failure) });
    this.#outputClosed = true;
    this.#phase = 'failed';
  }

  /** The state machine breaks, as the SDK's does on a malformed error: nothing that it holds is written any more. */
  break(why: string): void {
    this.#output.length = 0;
    this.isBroken = true;
    this.#close({ code: CODES.internal, message: why });
  }

  /**
   * The SDK ends the attempt without a word; what was written is still sent. The state machine itself is sound: other branches
   * of the handler still get the results that are there.
   */
  giveUp(): void {
    this.isBroken = true;
    this.#outputClosed = true;
  }

  /** @returns the latest command for an error about it, or (`next`) the command that is not issued yet. */
  related(type: Related['type'], name = '', next = false): Related {
    return { index: this.#commandIndex + (next ? 1 : 0), name, type };
  }

  #progress(pending: Pending): Progress {
    if (this.failure !== undefined) return 'ended';
    if (resolve(pending, this.results)) return 'completed';
    if (this.#phase === 'replaying') {
      this.#unreplayableAwait(pending);
      return 'ended';
    }
    const handles = handlesOf(pending);
    const execute = this.runs.startAny(handles);
    if (execute !== undefined) return { execute };
    if (this.inputClosed && !this.runs.anyExecuting(handles)) {
      this.#write({ type: 'suspension', awaiting: toFuture(pending) });
      this.#close({ code: CODES.suspended, message: 'Suspended invocation' });
      return 'ended';
    }
    this.waitingFor = pending;
    return 'wait';
  }

  /** Cancellation wins over anything else that is ready. It first waits for the ids of all callees. */
  #cancelCallees(): Progress {
    for (const callee of this.#callees) {
      if (callee.invocationId !== undefined) continue;
      const progress = this.#progress(callee.completion);
      if (progress !== 'completed') return progress;
      const result = this.results.peek(callee.completion);
      if (typeof result === 'object' && 'invocationId' in result) callee.invocationId = result.invocationId;
    }
    const callees = this.#callees;
    this.#callees = [];
    for (const { invocationId } of callees) {
      if (invocationId !== undefined && !this.cancel(invocationId)) return 'ended';
    }
    this.results.take(CANCEL);
    return 'cancelled';
  }

  /** Sends the cancel signal to another invocation. @returns false when the attempt is over */
  cancel(invocationId: string): boolean {
    const signal = { index: CANCEL_SIGNAL };
    // The SDK sends an empty result, which is no bytes here.
    return this.issue({ type: 'SendSignal', target: invocationId, signal, result: { ok: EMPTY } }) !== undefined;
  }

  /** The journal must resolve an await during replay: otherwise the recorded attempt could not have gone further. */
  #unreplayableAwait(pending: Pending): void {
    const recorded = this.#recording.peek();
    const waited = handlesOf(pending).map((handle) => this.#describeHandle(handle));
    this.#mismatch(undefined, 'await', describeCommand(recorded), `await of ${waited.join(', ')}`);
  }

  #describeHandle(handle: Handle): string {
    if (typeof handle === 'string') return `signal '${handle}'`;
    if (handle === CANCEL) return 'cancellation';
    if (handle < 0) return `awakeable ${-handle}`;
    const run = this.runs.get(handle);
    return run === undefined ? `completion ${handle}` : `run '${run.name}'`;
  }

  #mismatch(replayed: Command | undefined, field: string, recorded: string, now: string): void {
    const index = replayed === undefined ? this.#commandIndex + 1 : this.#commandIndex;
    const behavior = this.#setup.handler.options.onJournalMismatchErrors;
    const what = replayed === undefined || field === 'command' ? '' : `${describeCommand(replayed)}: `;
    this.fail({
      code: CODES.mismatch,
      message: `Journal mismatch at command ${index}: ${what}the journal holds ${field} ${recorded}, but now it is ${now}.`,
      ...(replayed === undefined
        ? {}
        : { related: { index, name: 'name' in replayed ? replayed.name : '', type: replayed.type } }),
      mismatch: { index, recorded, replayed: now, field },
      ...(behavior === 'retry' || this.#setup.protocolVersion < 7 ? {} : { behavior }),
    });
  }

  #close(why: VmFailure): void {
    this.failure = why;
    this.#outputClosed = true;
    this.#phase = 'closed';
  }

  #write(message: AttemptMessage): void {
    if (!this.#outputClosed) this.#output.push(message);
  }
}

const EMPTY = new Uint8Array(0);
