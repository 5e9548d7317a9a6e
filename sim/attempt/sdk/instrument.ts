import type { AttemptSetup } from '../attempt.ts';
import { currentScope, inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { Closures } from './closures.ts';
import { saysAwaitsOnly } from './frames.ts';
import type { CoreVm, HandleTree, SdkContext } from './sdk-context.ts';
import { noteLines } from './source-lines.ts';

/** What instrumented contexts ask of their attempt. */
export interface Instrumented {
  readonly setup: AttemptSetup;
  readonly scope: Scope;
  readonly closures: Closures;
  hop(): Promise<void>;
  refuse(error: { readonly code: number; readonly message: string }): void;
  /** Takes in what the SDK says, before or without its being written. @param isWritten whether it is going to be */
  overhear(bytes: Uint8Array, isWritten: boolean): void;
  /** Whether a write is done in no time, on this way into the SDK, where on others it takes a hop. */
  readonly writesAtOnce: boolean;
}

/**
 * Puts the SDK's own code of one attempt under the simulation: its steps of progress become hops, its clock is that of
 * the service process, and each run closure is held where it would start. Nothing else of the context is touched.
 *
 * What is put in the place of a method has a name of its own first: V8 makes functions that are written right into a
 * property old from the start, and such a one keeps its whole attempt alive until the next full collection.
 */
export function instrument(context: SdkContext, attempt: Instrumented): void {
  const { noteLine } = attempt.setup.process;
  if (noteLine !== undefined) noteLines(context.coreVm, noteLine);
  holdClosures(context, attempt);
  hopOnProgress(context, attempt);
  showClock(context.coreVm, attempt.scope);
  if (attempt.setup.protocolVersion < 7) {
    refuseScopes(context.coreVm, attempt);
    hideAwaits(context.coreVm, attempt);
  }
  if (attempt.writesAtOnce) hopOnWrites(context, attempt);
}

/** A run's closure is registered while `ctx.run` runs; counting the calls says which command it belongs to. */
function holdClosures(context: SdkContext, { closures, scope }: Instrumented): void {
  const { run, runInterceptor, runClosuresTracker } = context;
  const { registerRunClosure } = runClosuresTracker;
  const waiting = new Set<number>();
  orderClosures(context.coreVm, waiting);
  let calls = 0;
  const counted: SdkContext['run'] = (...args) => {
    const promise = run.apply(context, stubbed(args, scope));
    calls++;
    return promise;
  };
  context.run = counted;
  const register: typeof registerRunClosure = (handle, closure) => {
    waiting.add(handle);
    registerRunClosure.call(runClosuresTracker, handle, closures.gated(calls, closure));
  };
  runClosuresTracker.registerRunClosure = register;
  const intercept: typeof runInterceptor = (name, runner) => {
    const completion = currentScope()?.insideRun ?? 0;
    const finished = (): void => closures.finished(completion);
    try {
      const running = runInterceptor.call(context, name, runner);
      // An interceptor of the user's may forget to return a promise; the SDK does not mind.
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

/** The arguments of `ctx.run`, with what a test has put in the place of the closure. */
function stubbed(args: readonly unknown[], { process }: Scope): unknown[] {
  const place = args.findIndex((arg) => typeof arg === 'function');
  const closure = args[place] as (() => unknown) | undefined;
  if (closure === undefined || process.execute === undefined) return [...args];
  const name = typeof args[0] === 'string' ? args[0] : '';
  return args.with(place, () => process.execute?.(name, closure));
}

/**
 * An await starts all closures that it waits for, one after another, in the order of a hash map with a seed of its own.
 * Here it is the order of the runs. Which of them the state machine takes for started does not matter to it: before
 * anything else can happen all of them are, or the attempt is over.
 * @param waiting handles of the closures that have not started
 */
function orderClosures(vm: CoreVm, waiting: Set<number>): void {
  const { do_progress: progress } = vm;
  /** Those that the state machine takes for started while others were, in their place. */
  const owed = new Set<number>();
  const start = (handle: number): { readonly ExecuteRun: number } => {
    waiting.delete(handle);
    owed.delete(handle);
    return { ExecuteRun: handle };
  };
  const inOrder: CoreVm['do_progress'] = (tree) => {
    for (;;) {
      const result = progress.call(vm, tree);
      if (result === 'WaitExternalProgress') {
        const first = firstOf(tree, owed);
        return first === undefined ? result : start(first);
      }
      if (!isExecution(result)) return result;
      const first = firstOf(tree, waiting);
      if (first !== undefined && first !== result.ExecuteRun && waiting.has(result.ExecuteRun))
        owed.add(result.ExecuteRun);
      if (first !== undefined) return start(first);
      // All that it could start here was started before, in the place of others.
    }
  };
  vm.do_progress = inOrder;
}

/** @returns the first of these handles in the tree; their order is that of the commands. */
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

function hopOnProgress({ promisesExecutor }: SdkContext, attempt: Instrumented): void {
  const { doProgress } = promisesExecutor;
  const scope = attempt.scope.ofProgress(() => attempt.hop());
  const hopping: typeof doProgress = (promise) => inScope(scope, () => doProgress.call(promisesExecutor, promise));
  promisesExecutor.doProgress = hopping;
}

/** Deadlines are reckoned from the clock of the process, not from what is shown to code that reads it by itself. */
function showClock(vm: CoreVm, scope: Scope): void {
  const reckoning = scope.ofRun(0);
  const { sys_sleep: sleep, sys_send: send } = vm;
  const sleeping: CoreVm['sys_sleep'] = (...args) => inScope(reckoning, () => sleep.apply(vm, args));
  const sending: CoreVm['sys_send'] = (...args) => inScope(reckoning, () => send.apply(vm, args));
  vm.sys_sleep = sleeping;
  vm.sys_send = sending;
}

/** Where the model speaks version 6, calls into a scope fail as they do there, although the SDK is spoken to in 7. */
function refuseScopes(vm: CoreVm, attempt: Instrumented): void {
  const { sys_call: call, sys_send: send } = vm;
  const check = (scope: unknown, limitKey: unknown): void => {
    if ((scope === undefined && limitKey === undefined) || scope === '' || limitKey === '') return;
    const what = scope === undefined ? 'A limit key' : 'A scope';
    const message = `${what} needs service protocol 7; this attempt speaks ${attempt.setup.protocolVersion}.`;
    const error = { code: 573, message };
    attempt.refuse(error);
    vm.notify_error(message, message);
    // As the state machine itself throws: a plain object.
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

/** In version 6 nothing is said when code blocks, so nothing is written either, and a write takes time. */
function hideAwaits(vm: CoreVm, attempt: Instrumented): void {
  const { take_output: take } = vm;
  const quietly: CoreVm['take_output'] = () => {
    const bytes = take.call(vm);
    if (bytes.length === 0 || !saysAwaitsOnly(bytes)) return bytes;
    attempt.overhear(bytes, false);
    return NOTHING;
  };
  vm.take_output = quietly;
}

const NOTHING = new Uint8Array(0);

/** Web streams in memory take a write over in no time; a network does not, and which branch goes on first depends on it. */
function hopOnWrites({ coreVm, outputPump }: SdkContext, attempt: Instrumented): void {
  const { take_output: take } = coreVm;
  const { awaitNextProgress: flush } = outputPump;
  let hasWritten = false;
  const overheard: CoreVm['take_output'] = () => {
    const bytes = take.call(coreVm);
    hasWritten = bytes.length > 0;
    if (hasWritten) attempt.overhear(bytes, true);
    return bytes;
  };
  coreVm.take_output = overheard;
  const hoppingFlush: typeof flush = () => {
    const flushed = flush.call(outputPump);
    if (!hasWritten) return flushed;
    const hop = attempt.hop();
    return flushed.then(() => hop);
  };
  outputPump.awaitNextProgress = hoppingFlush;
}
