import { malformedFailure, malformedRetryPolicy, malformedText } from '../malformed.ts';
import type { ContextUses } from '../context-uses.ts';
import type { CoreVm } from './sdk-context.ts';

type Method = (...args: unknown[]) => unknown;

/** Where the state machine takes a failure or a policy that user code made: the method and the index of the argument. */
const FAILURES: readonly (readonly [method: string, index: number])[] = [
  ['sys_write_output_failure', 0],
  ['propose_run_completion_failure', 1],
  ['sys_complete_awakeable_failure', 1],
  ['sys_complete_promise_failure', 1],
  ['sys_complete_signal_failure', 2],
];
const POLICIES: readonly (readonly [method: string, index: number])[] = [
  ['propose_run_completion_failure_transient', 4],
];

/**
 * A failure with a code that is not a number, say, makes the state machine throw while it is in use: it stays locked, and
 * the attempt says nothing more. Here the failure does not reach it, because an exception that leaves WebAssembly does not
 * restore its stack pointer; the state machine is made to refuse everything instead.
 * @param broken is called when that happens
 */
export function breakOnMalformed(vm: CoreVm, uses: ContextUses, broken: () => void): void {
  const methods = vm as unknown as Record<string, Method | undefined>;
  const guard = (name: string, index: number, problemOf: (value: never) => string | undefined): void => {
    const original = methods[name];
    if (original === undefined) return;
    const guarded: Method = (...args) => {
      const value = args[index];
      const problem = value === undefined || value === null ? undefined : problemOf(value as never);
      if (problem === undefined) return original.apply(vm, args);
      uses.misuse('malformed-failure', malformedText(problem));
      breakVm(vm);
      broken();
      throw new Error(problem);
    };
    methods[name] = guarded;
  };
  for (const [name, index] of FAILURES) guard(name, index, malformedFailure);
  for (const [name, index] of POLICIES) guard(name, index, (policy: WirePolicy) => malformedRetryPolicy(named(policy)));
}

/** A retry policy as the SDK's context passes it to its state machine. */
interface WirePolicy {
  readonly factor: unknown;
  readonly initial_interval: unknown;
  readonly max_interval: unknown;
  readonly max_attempts: unknown;
  readonly max_duration: unknown;
}

function named(policy: WirePolicy): Parameters<typeof malformedRetryPolicy>[0] {
  return {
    factor: policy.factor,
    initialInterval: policy.initial_interval,
    maxInterval: policy.max_interval,
    maxAttempts: policy.max_attempts,
    maxDuration: policy.max_duration,
  };
}

/** Makes every method of the state machine refuse; its memory can still be freed. */
function breakVm(vm: CoreVm): void {
  const methods = vm as unknown as Record<string, Method | undefined>;
  const refuse: Method = () => {
    throw new Error('The state machine of the SDK is broken.');
  };
  const ignore: Method = () => undefined;
  const prototype = Object.getPrototypeOf(vm) as object;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    if (name === 'constructor' || name === 'free' || name.startsWith('__')) continue;
    methods[name] = name.startsWith('notify_') ? ignore : refuse;
  }
  const noOutput: Method = () => EMPTY;
  methods['take_output'] = noOutput;
  const notProcessing: Method = () => false;
  methods['is_processing'] = notProcessing;
}

const EMPTY = new Uint8Array(0);
