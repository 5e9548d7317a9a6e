import type { Request } from '@restatedev/restate-sdk';
import { UsageError } from '../../core/errors.ts';

/** A method that can be replaced. */
type Method<Args extends unknown[], Result> = (this: unknown, ...args: Args) => Result;

/** What an await waits for: `{ Single: handle }`, or a combinator's name with the trees that it combines. */
export type HandleTree = { readonly [variant: string]: number | readonly HandleTree[] };

/** The SDK's state machine, which is in WebAssembly memory and must be freed explicitly. */
export interface CoreVm {
  sys_sleep: Method<unknown[], unknown>;
  sys_call: Method<unknown[], unknown>;
  sys_send: Method<unknown[], unknown>;
  /** Returns `{ ExecuteRun: handle }` when the closure of a run has to start. */
  do_progress: Method<[tree: HandleTree], unknown>;
  take_output: Method<[], Uint8Array>;
  sys_end: Method<[], void>;
  is_processing: Method<[], boolean>;
  notify_error(message: string, stack: string): void;
  free(): void;
}

/** A promise of the SDK, as its executor drives it. */
export interface SdkPromise {
  unresolvedFuture(): unknown;
}

/** What the SDK's context has beyond its public interface. */
export interface SdkContext {
  readonly coreVm: CoreVm;
  readonly promisesExecutor: {
    doProgress: Method<[promise: unknown], Promise<void>>;
    /** Its `waiter` is set while an await is blocked. */
    readonly externalProgressChannel: { readonly waiter: unknown };
    /** Ends the attempt because of an error. */
    errorCallback: Method<[error: unknown], void>;
  };
  readonly runClosuresTracker: {
    registerRunClosure: Method<[handle: number, closure: () => Promise<unknown>], void>;
  };
  readonly outputPump: { awaitNextProgress: Method<[], Promise<void>> };
  run: Method<unknown[], unknown>;
  /** Runs the user's part of a closure inside its interceptors. */
  runInterceptor: Method<[name: string, runner: () => Promise<void>], unknown>;
  /** Ends the attempt because of an error. */
  abortAttempt: Method<unknown[], void>;
  request(): Request;
}

/**
 * Checks that the SDK's context is built as this engine expects.
 * @throws {UsageError} when it is not
 */
export function asSdkContext(context: unknown, version: string): SdkContext {
  if (!isSdkContext(context)) {
    throw new UsageError(
      'UNSUPPORTED_SDK_BUILD',
      `The contexts of @restatedev/restate-sdk ${version} are not built the way the engine 'sdk' expects; please report ` +
        "this, and use the engine 'fake' or version 1.17.2 meanwhile.",
    );
  }
  return context;
}

function isSdkContext(context: unknown): context is SdkContext {
  const { coreVm, promisesExecutor, runClosuresTracker, outputPump, run, runInterceptor, abortAttempt, request } =
    context as Partial<SdkContext>;
  return (
    isCoreVm(coreVm) &&
    typeof promisesExecutor?.doProgress === 'function' &&
    typeof promisesExecutor.errorCallback === 'function' &&
    typeof promisesExecutor.externalProgressChannel === 'object' &&
    typeof runClosuresTracker?.registerRunClosure === 'function' &&
    typeof outputPump?.awaitNextProgress === 'function' &&
    typeof run === 'function' &&
    typeof runInterceptor === 'function' &&
    typeof abortAttempt === 'function' &&
    typeof request === 'function'
  );
}

/** @returns whether this is a state machine of the SDK. */
export function isCoreVm(vm: unknown): vm is CoreVm {
  if (typeof vm !== 'object' || vm === null) return false;
  const prototype: unknown = Object.getPrototypeOf(vm);
  if (prototype === known) return true;
  const isKnown = METHODS.every((method) => typeof (vm as Partial<CoreVm>)[method] === 'function');
  if (isKnown) known = prototype;
  return isKnown;
}

/** The prototype of the state machines that were checked last. */
let known: unknown;

const METHODS: readonly (keyof CoreVm)[] = [
  'sys_sleep',
  'sys_call',
  'sys_send',
  'do_progress',
  'take_output',
  'sys_end',
  'is_processing',
  'notify_error',
  'free',
];
