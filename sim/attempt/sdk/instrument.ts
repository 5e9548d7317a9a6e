import { invariant } from '../../core/errors.ts';
import type { AttemptSetup } from '../attempt.ts';
import type { ContextUses } from '../context-uses.ts';
import { currentScope, inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { Closures } from './closures.ts';
import { breakOnMalformed } from './break-vm.ts';
import { announceAwaitsOnly } from './frames.ts';
import { observeUses, watched } from './observe-uses.ts';
import type { CoreVm, HandleTree, SdkContext } from './sdk-context.ts';
import { noteLines } from './source-lines.ts';

/** What an instrumented context needs of its attempt. */
export interface Instrumented {
  readonly setup: AttemptSetup;
  readonly scope: Scope;
  readonly closures: Closures;
  readonly uses: ContextUses;
  /** An error of user code has ended the attempt. */
  aborted(): void;
  /** The state machine broke: the attempt says nothing more. */
  broke(): void;
  hop(): Promise<void>;
  refuse(error: { readonly code: number; readonly message: string }): void;
  /** Reads what the SDK has produced before it is written. @param isWritten false when it will not be written at all */
  readAhead(bytes: Uint8Array, isWritten: boolean): void;
  /** Whether a write is done at once through this entry, where through others it takes a hop. */
  readonly writesAtOnce: boolean;
}

/**
 * Puts the SDK's own code of one attempt under the simulation: its steps of progress become hops, its clock is that of
 * the service process, and each run closure is held where it would start. Nothing else of the context changes.
 *
 * Every replacement of a method is assigned to a local variable first. V8 allocates a function that is assigned directly to
 * a property in its old generation, where it keeps its whole attempt alive until the next full collection.
 */
export function instrument(context: SdkContext, attempt: Instrumented): void {
  const { noteLine } = attempt.setup.process;
  if (noteLine !== undefined) noteLines(context.coreVm, noteLine);
  noteAborts(context, attempt);
  breakOnMalformed(context.coreVm, attempt.uses, () => attempt.broke());
  holdClosures(context, attempt);
  hopOnProgress(context, attempt);
  observeUses(context, attempt.uses);
  showClock(context.coreVm, attempt.scope);
  if (attempt.setup.protocolVersion < 7) {
    refuseScopes(context.coreVm, attempt);
    hideAwaits(context.coreVm, attempt);
  }
  if (attempt.writesAtOnce) hopOnWrites(context, attempt);
}

/** `ctx.run` registers its closure while it runs; the number of the call gives the command. */
function holdClosures(context: SdkContext, { closures, scope, uses }: Instrumented): void {
  const { run, runInterceptor, runClosuresTracker } = context;
  const { registerRunClosure } = runClosuresTracker;
  const waiting = new Set<number>();
  orderClosures(context.coreVm, waiting);
  let calls = 0;
  let isRegistered = false;
  const counted: SdkContext['run'] = (...args) => {
    uses.noteRun(args[0], args[1]);
    isRegistered = false;
    const promise = run.apply(context, stubbed(args, scope));
    calls++;
    if (isRegistered) uses.watchRun(typeof args[0] === 'string' ? args[0] : '', watched(promise));
    return promise;
  };
  context.run = counted;
  const register: typeof registerRunClosure = (handle, closure) => {
    waiting.add(handle);
    isRegistered = true;
    registerRunClosure.call(runClosuresTracker, handle, closures.gated(calls, closure));
  };
  runClosuresTracker.registerRunClosure = register;
  const intercept: typeof runInterceptor = (name, runner) => {
    const completion = currentScope()?.insideRun;
    invariant(completion !== undefined, () => `The closure of the run "${name}" executes outside of its run.`);
    const finished = (): void => closures.finished(completion);
    try {
      const running = runInterceptor.call(context, name, runner);
      // A user's interceptor may return no promise; the SDK accepts that.
      if (running instanceof Promise) running.then(finished, finished);
      else finished();
      return running;
    } catch (error) {
      finished();
      throw error;
    }
  };
  context.runInterceptor = intercept;
}

/** The arguments of `ctx.run`, with the closure replaced by the test's stub, if it has one. */
function stubbed(args: readonly unknown[], { process }: Scope): unknown[] {
  const index = args.findIndex((arg) => typeof arg === 'function');
  const closure = args[index] as (() => unknown) | undefined;
  if (closure === undefined || process.execute === undefined) return [...args];
  const name = typeof args[0] === 'string' ? args[0] : '';
  return args.with(index, () => process.execute?.(name, closure));
}

/**
 * An await starts all closures that it waits for, one after another, in the order of a hash map with a seed of its own.
 * Here they start in the order of the runs. The state machine may count another closure as started than the one that is:
 * before anything else can happen all of them are started, or the attempt is over.
 * @param waiting handles of the closures that have not started
 */
function orderClosures(vm: CoreVm, waiting: Set<number>): void {
  const { do_progress: progress } = vm;
  /** Closures that the state machine counts as started, when another one was started instead. */
  const pending = new Set<number>();
  const start = (handle: number): { readonly ExecuteRun: number } => {
    waiting.delete(handle);
    pending.delete(handle);
    return { ExecuteRun: handle };
  };
  const inOrder: CoreVm['do_progress'] = (tree) => {
    for (;;) {
      const result = progress.call(vm, tree);
      if (result === 'WaitExternalProgress') {
        const first = firstOf(tree, pending);
        return first === undefined ? result : start(first);
      }
      if (!isExecution(result)) return result;
      const first = firstOf(tree, waiting);
      if (first !== undefined && first !== result.ExecuteRun && waiting.has(result.ExecuteRun))
        pending.add(result.ExecuteRun);
      if (first !== undefined) return start(first);
      // Everything that it could start here was started before, instead of others.
    }
  };
  vm.do_progress = inOrder;
}

/** @returns the smallest of these handles that is in the tree: handles are in the order of the commands. */
function firstOf(tree: HandleTree, handles: ReadonlySet<number>): number | undefined {
  if (handles.size === 0) return undefined;
  const first = Math.min(...handlesOf(tree).filter((handle) => handles.has(handle)));
  return Number.isFinite(first) ? first : undefined;
}

function isExecution(result: unknown): result is { readonly ExecuteRun: number } {
  return typeof result === 'object' && result !== null && 'ExecuteRun' in result;
}

function handlesOf(tree: HandleTree): number[] {
  return Object.values(tree).flatMap((part) => (typeof part === 'number' ? [part] : part.flatMap(handlesOf)));
}

/** From then on concurrent branches are not reported: their awaits fail. */
function noteAborts(context: SdkContext, attempt: Instrumented): void {
  const { abortAttempt, promisesExecutor } = context;
  const { errorCallback } = promisesExecutor;
  const abort: typeof abortAttempt = (...args) => {
    attempt.aborted();
    abortAttempt.apply(context, args);
  };
  context.abortAttempt = abort;
  const callback: typeof errorCallback = (error) => {
    attempt.aborted();
    errorCallback.call(promisesExecutor, error);
  };
  promisesExecutor.errorCallback = callback;
}

function hopOnProgress({ promisesExecutor }: SdkContext, attempt: Instrumented): void {
  const { doProgress } = promisesExecutor;
  const scope = attempt.scope.ofProgress(() => attempt.hop());
  const hopping: typeof doProgress = (promise) => inScope(scope, () => doProgress.call(promisesExecutor, promise));
  promisesExecutor.doProgress = hopping;
}

/** Deadlines count from the clock of the process, not from the ambient clock that user code reads. */
function showClock(vm: CoreVm, scope: Scope): void {
  const processClock = scope.ofRun(0);
  const { sys_sleep: sleep, sys_send: send } = vm;
  const sleeping: CoreVm['sys_sleep'] = (...args) => inScope(processClock, () => sleep.apply(vm, args));
  const sending: CoreVm['sys_send'] = (...args) => inScope(processClock, () => send.apply(vm, args));
  vm.sys_sleep = sleeping;
  vm.sys_send = sending;
}

/** When the model speaks version 6, calls into a scope fail as they do there, although the engine speaks 7 to the SDK. */
function refuseScopes(vm: CoreVm, attempt: Instrumented): void {
  const { sys_call: call, sys_send: send } = vm;
  const check = (scope: unknown, limitKey: unknown): void => {
    if ((scope === undefined && limitKey === undefined) || scope === '' || limitKey === '') return;
    const what = scope === undefined ? 'A limit key' : 'A scope';
    const message = `${what} needs service protocol 7; this attempt speaks ${attempt.setup.protocolVersion}.`;
    const error = { code: 573, message };
    attempt.refuse(error);
    vm.notify_error(message, message);
    // The state machine throws the same: a plain object.
    throw Object.assign(new Error(message), error);
  };
  const checkedCall: CoreVm['sys_call'] = (...args) => {
    check(args[6], args[7]);
    return call.apply(vm, args);
  };
  vm.sys_call = checkedCall;
  const checkedSend: CoreVm['sys_send'] = (...args) => {
    check(args[7], args[8]);
    return send.apply(vm, args);
  };
  vm.sys_send = checkedSend;
}

/** In version 6 an attempt does not announce what it awaits: dropped here, as each write takes a hop. */
function hideAwaits(vm: CoreVm, attempt: Instrumented): void {
  const { take_output: take } = vm;
  const quietly: CoreVm['take_output'] = () => {
    const bytes = take.call(vm);
    if (bytes.length === 0 || !announceAwaitsOnly(bytes)) return bytes;
    attempt.readAhead(bytes, false);
    return EMPTY;
  };
  vm.take_output = quietly;
}

const EMPTY = new Uint8Array(0);

/** Web streams in memory take a write at once; a network does not. Which branch goes on first depends on it. */
function hopOnWrites({ coreVm, outputPump }: SdkContext, attempt: Instrumented): void {
  const { take_output: take } = coreVm;
  const { awaitNextProgress: flush } = outputPump;
  let hasWritten = false;
  const readingAhead: CoreVm['take_output'] = () => {
    const bytes = take.call(coreVm);
    hasWritten = bytes.length > 0;
    if (hasWritten) attempt.readAhead(bytes, true);
    return bytes;
  };
  coreVm.take_output = readingAhead;
  const hoppingFlush: typeof flush = () => {
    const flushed = flush.call(outputPump);
    if (!hasWritten) return flushed;
    const hop = attempt.hop();
    return flushed.then(() => hop);
  };
  outputPump.awaitNextProgress = hoppingFlush;
}
