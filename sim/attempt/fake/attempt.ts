import type { Future } from '../../journal/future.ts';
import type { Notification } from '../../journal/notification.ts';
import type { Attempt, AttemptHost, AttemptSetup, OutsideCall } from '../attempt.ts';
import { ContextUses } from '../context-uses.ts';
import type { UsingCode } from '../context-uses.ts';
import type { Hops, Hopping } from '../hops.ts';
import { isEndedByTheWorld, noteOutsideWait, outsideCallOf } from '../outside-wait.ts';
import { Ledger, Scope, inScope } from '../scope.ts';
import { Closures } from './closures.ts';
import { Commands } from './commands.ts';
import { FakeContext } from './context.ts';
import { EarlyEnd } from './early-end.ts';
import { Executor } from './executor.ts';
import { HandlerRun } from './handler-run.ts';
import { AttemptHooks } from './hooks.ts';
import { Output } from './output.ts';
import { AttemptRequest } from './request.ts';
import { toFuture } from './resolution.ts';
import { RunOutcomes } from './run-outcome.ts';
import { Vm } from './vm.ts';
import { Wakeups } from './wakeups.ts';

/**
 * One attempt on our own context, as the engine drives it. It makes the parts and moves them; the handler's context works
 * with the parts themselves and never with the attempt.
 */
export class FakeAttempt implements Attempt, Hopping, UsingCode {
  readonly #setup: AttemptSetup;
  readonly #host: AttemptHost;
  readonly #hops: Hops;
  readonly #vm: Vm;
  readonly #scope: Scope;
  readonly #output: Output;
  readonly #wakeups: Wakeups = new Wakeups();
  readonly #end: EarlyEnd = new EarlyEnd();
  readonly #request: AttemptRequest;
  readonly #closures: Closures;
  readonly #run: HandlerRun;
  readonly #context: FakeContext;
  readonly #announce: (attempt: FakeAttempt) => void;
  #isStarted = false;
  #isFinished = false;
  /** Whether the attempt had ended before the latest release of a closure. */
  #wasEnded = false;

  /** @param announce is called when this attempt may have closures to announce, or to drop, at the end of the turn */
  constructor(setup: AttemptSetup, host: AttemptHost, hops: Hops, announce: (attempt: FakeAttempt) => void) {
    const { handler, process } = setup;
    const [end, wakeups] = [this.#end, this.#wakeups];
    const vm = new Vm(setup);
    const scope = new Scope(process, new Ledger((remark) => host.remark(remark)));
    const output = new Output(vm, host, hops);
    const request = new AttemptRequest(setup);
    const hooks = new AttemptHooks(handler, request, vm);
    const uses = new ContextUses(handler, this, (remark) => scope.ledger.remark(remark));
    const outcomes = new RunOutcomes(handler, vm, end, uses);
    const closures = new Closures({ scope, hooks, outcomes, output, wakeups }, () => announce(this));
    const executor = new Executor({ vm, output, closures, wakeups, end, uses });
    const commands = new Commands(setup, vm, executor, end, uses);
    const log = (level: string, text: string): void =>
      host.remark({ type: 'log', level, text, replaying: !vm.isProcessing });
    const finish = (): void => this.#finish();
    this.#announce = announce;
    this.#setup = setup;
    this.#host = host;
    this.#hops = hops;
    this.#vm = vm;
    this.#scope = scope;
    this.#output = output;
    this.#request = request;
    this.#closures = closures;
    this.#run = new HandlerRun({ setup, vm, hooks, end, uses, output, finish });
    this.#context = new FakeContext({ setup, vm, commands, closures, uses, request, log });
  }

  start(): void {
    this.#isStarted = true;
    this.#hops.push(this, () => inScope(this.#scope, () => this.#run.start(this.#context)));
  }

  notify(notification: Notification): void {
    // As in the SDK nothing arrives in an attempt that it has given up.
    if (this.#output.isMuted || this.#vm.isBroken) return;
    this.#vm.notify(notification);
    this.#hops.push(this, () => this.#wakeups.signal());
  }

  release(completion: number): void {
    this.#wasEnded = this.#isEnded;
    this.#announce(this);
    this.#hops.push(this, () => this.#closures.release(completion));
  }

  closeInput(): void {
    if (this.#output.isMuted) return;
    this.#vm.inputClosed = true;
    this.#hops.push(this, () => this.#wakeups.signal());
  }

  disconnect(): void {
    if (this.#output.isMuted) return;
    this.#output.mute();
    this.#hops.push(this, () => {
      this.#vm.fail({ code: 500, message: 'Connection closed' });
      this.#end.abort(this.#vm.failure);
      // The SDK's signal is that of the connection: it completes even where the attempt was broken before.
      this.#completeSignal();
    });
  }

  crash(): void {
    this.#output.mute();
    this.#isFinished = true;
    this.#request.complete();
    this.#vm.fail({ code: 500, message: 'The process died.' });
    this.#scope.ledger.die();
  }

  get awaiting(): Future | undefined {
    if (!this.#isBlocked || this.#vm.waitingFor === undefined) return undefined;
    return toFuture(this.#vm.waitingFor);
  }

  get finished(): boolean {
    return this.#isFinished;
  }

  get busy(): boolean {
    const { ledger } = this.#scope;
    return ledger.isAlive && (ledger.knownWaits > 0 || this.#closures.executing > 0);
  }

  get waitsOutside(): boolean {
    if (!this.#isStarted || this.#isFinished || this.#vm.isBroken || isEndedByTheWorld(this.#scope.ledger))
      return false;
    return this.#closures.executing > 0 || !this.#isBlocked;
  }

  get outsideCall(): OutsideCall | undefined {
    return outsideCallOf(this.#scope.ledger);
  }

  noteOutside(): void {
    noteOutsideWait(this.#scope.ledger, this.#setup.handler, this.#vm.latest);
  }

  get executing(): number {
    return this.#closures.executing;
  }

  get isAborted(): boolean {
    return this.#end.hasCome;
  }

  /** Announces the closures that wait to be released, and those that never start. Called once everything has settled. */
  announceClosures(): void {
    const closures = this.#closures.takeAnnounced();
    const dropped = this.#closures.takeDropped(this.#isEnded && !this.#wasEnded);
    if (!this.#scope.ledger.isAlive) return;
    for (const closure of closures) this.#host.closureReady(closure);
    for (const completion of dropped) this.#host.closureDropped(completion);
  }

  get #isEnded(): boolean {
    return this.#end.hasCome || this.#isFinished;
  }

  get #isBlocked(): boolean {
    return !this.#isFinished && this.#wakeups.isWaiting;
  }

  /** Sends the last message: nothing more comes from this attempt. */
  #finish(): void {
    this.#output.flush();
    if (this.#isFinished) return;
    this.#isFinished = true;
    this.#completeSignal();
  }

  #completeSignal(): void {
    const controller = this.#request.complete();
    if (controller !== undefined) this.#hops.push(this, () => inScope(this.#scope, () => controller.abort()));
  }
}
