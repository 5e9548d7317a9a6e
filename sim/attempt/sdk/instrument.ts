import type { AttemptSetup } from '../attempt.ts';
import { currentScope, inScope } from '../scope.ts';
import type { Scope } from '../scope.ts';
import type { Closures } from './closures.ts';
import { saysAwaitsOnly } from './frames.ts';
import type { CoreVm, HandleTree, SdkContext } from './sdk-context.ts';

/** What instrumented contexts ask of their attempt. */
export interface Instrumented {
  readonly setup: AttemptSetup;
  readonly scope: Scope;
  readonly closures: Closures;
  hop(): Promise<void>;
  refuse(error: { readonly code: number; readonly message: string }): void;
  /** Takes in what the SDK has written, without its being a write. */
  overhear(bytes: Uint8Array): void;
}

/**
 * Puts the SDK's own code of one attempt under the simulation: its steps of progress become hops, its clock is that of
 * the service process, and each run closure is held where it would start. Nothing else of the context is touched.
 */
export function instrument(context: SdkContext, attempt: Instrumented): void {
  holdClosures(context, attempt.closures);
  hopOnProgress(context, attempt);
  showClock(context.coreVm, attempt.scope);
  if (attempt.setup.protocolVersion >= 7) return;
  refuseScopes(context.coreVm, attempt);
  hideAwaits(context.coreVm, attempt);
}

/** A run's closure is registered while `ctx.run` runs; counting the calls says which command it belongs to. */
function holdClosures(context: SdkContext, closures: Closures): void {
  const { run, runInterceptor, runClosuresTracker, coreVm } = context;
  const { registerRunClosure } = runClosuresTracker;
  const registered = new Set<number>();
  let calls = 0;
  context.run = (...args) => {
    const promise = run.apply(context, args);
    calls++;
    return promise;
  };
  runClosuresTracker.registerRunClosure = (handle, closure) => {
    registered.add(handle);
    registerRunClosure.call(runClosuresTracker, handle, closures.gated(calls, closure));
  };
  const { do_progress: progress } = coreVm;
  coreVm.do_progress = (tree) => {
    const result = progress.call(coreVm, tree);
    return isExecution(result) ? { ExecuteRun: firstOf(tree, registered) ?? result.ExecuteRun } : result;
  };
  context.runInterceptor = (name, runner) => {
    const completion = currentScope()?.insideRun ?? 0;
    const finished = (): void => closures.finished(completion);
    const running = runInterceptor.call(context, name, runner);
    running.then(finished, finished);
    return running;
  };
}

/**
 * An await starts all closures that it waits for, one after another, in the order of a hash map with a seed of its own.
 * Here it is the order of the runs. All of them start before anything else can happen, or the attempt is over, so the
 * state machine does not notice that another one has started than it said.
 */
function firstOf(tree: HandleTree, registered: Set<number>): number | undefined {
  const first = Math.min(...handlesOf(tree).filter((handle) => registered.has(handle)));
  return registered.delete(first) ? first : undefined;
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
  promisesExecutor.doProgress = (promise) => inScope(scope, () => doProgress.call(promisesExecutor, promise));
}

/** Deadlines are reckoned from the clock of the process, not from what is shown to code that reads it by itself. */
function showClock(vm: CoreVm, scope: Scope): void {
  const reckoning = scope.ofRun(0);
  const { sys_sleep: sleep, sys_send: send } = vm;
  vm.sys_sleep = (...args) => inScope(reckoning, () => sleep.apply(vm, args));
  vm.sys_send = (...args) => inScope(reckoning, () => send.apply(vm, args));
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
  vm.sys_call = (...args) => {
    check(args[6], args[7]);
    return call.apply(vm, args);
  };
  vm.sys_send = (...args) => {
    check(args[7], args[8]);
    return send.apply(vm, args);
  };
}

/** In version 6 nothing is said when code blocks, so nothing is written either, and a write takes time. */
function hideAwaits(vm: CoreVm, attempt: Instrumented): void {
  const { take_output: take } = vm;
  vm.take_output = () => {
    const bytes = take.call(vm);
    if (bytes.length === 0 || !saysAwaitsOnly(bytes)) return bytes;
    attempt.overhear(bytes);
    return NOTHING;
  };
}

const NOTHING = new Uint8Array(0);
