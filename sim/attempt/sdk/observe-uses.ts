import { isBytes, notBytesText } from '../bytes.ts';
import type { ContextUses, WatchedPromise } from '../context-uses.ts';
import type { CoreVm, SdkContext, SdkPromise } from './sdk-context.ts';

type Method = (this: unknown, ...args: unknown[]) => unknown;
type Methods = Record<string, Method | undefined>;

/** Members of the context whose calls count as uses; what else there is leads to one of them. */
const MEMBERS = [
  'get',
  'stateKeys',
  'sleep',
  'awakeable',
  'resolveAwakeable',
  'rejectAwakeable',
  'signal',
  'cancel',
  'attach',
  'genericSend',
] as const;
const WRITES = ['set', 'clear', 'clearAll'] as const;

/** Reports to `uses` how user code uses the SDK's context. */
export function observeUses(context: SdkContext, uses: ContextUses): void {
  const members = context as unknown as Methods;
  for (const member of MEMBERS) before(members, member, () => uses.note(member));
  for (const member of WRITES) before(members, member, () => uses.noteWrite(member));
  observeCalls(members, uses);
  observePromises(members, uses);
  observeSignals(members, uses);
  observeAwaits(context, uses);
  observeBytes(context.coreVm, uses);
}

/** @returns whether any code has awaited this promise of the SDK, from now on */
export function watched(promise: unknown): WatchedPromise {
  const watch = { isAwaited: false };
  before(promise as Methods, 'publicPromise', () => {
    watch.isAwaited = true;
  });
  return watch;
}

/** Replaces a method by one that does something first. The local variable matters: see `instrument`. */
function before(owner: Methods, name: string, act: (...args: unknown[]) => void): void {
  const original = owner[name];
  if (typeof original !== 'function') return;
  const replacement: Method = function (this: unknown, ...args) {
    act(...args);
    return original.apply(this, args);
  };
  owner[name] = replacement;
}

function observeCalls(context: Methods, uses: ContextUses): void {
  const call = context['genericCall'];
  if (call === undefined) return;
  const watching: Method = (...args) => {
    uses.note('genericCall');
    const promise = call.apply(context, args);
    const { service, method } = args[0] as { readonly service: string; readonly method: string };
    uses.watchCall(`${service}/${method}`, watched(promise));
    return promise;
  };
  context['genericCall'] = watching;
}

function observePromises(context: Methods, uses: ContextUses): void {
  const promise = context['promise'];
  if (promise === undefined) return;
  const observed: Method = (...args) => {
    const name = String(args[0]);
    uses.notePromise(name);
    const made = promise.apply(context, args) as Methods;
    for (const member of ['get', 'peek', 'resolve', 'reject'])
      before(made, member, () => uses.note(`promise('${name}')`));
    return made;
  };
  context['promise'] = observed;
}

function observeSignals(context: Methods, uses: ContextUses): void {
  const invocation = context['invocation'];
  if (invocation === undefined) return;
  const observed: Method = (...args) => {
    const reference = invocation.apply(context, args) as Methods;
    const signal = reference['signal'];
    if (signal === undefined) return reference;
    const observedSignal: Method = (...signalArgs) => {
      const made = signal.apply(reference, signalArgs) as Methods;
      for (const member of ['resolve', 'reject']) before(made, member, () => uses.note('invocation.signal'));
      return made;
    };
    reference['signal'] = observedSignal;
    return reference;
  };
  context['invocation'] = observed;
}

/** Awaits of the context: concurrent ones outside a combinator, and those that are blocked at the same time. */
function observeAwaits({ promisesExecutor, coreVm }: SdkContext, uses: ContextUses): void {
  const { externalProgressChannel } = promisesExecutor;
  before(externalProgressChannel as unknown as Methods, 'awaitNext', () => {
    if (externalProgressChannel.waiter !== undefined) uses.noteSecondBlock();
  });
  before(promisesExecutor as unknown as Methods, 'doProgress', (promise) => {
    uses.begin(promise as SdkPromise);
    before(promise as Methods, 'tryCancel', () => uses.done(promise as SdkPromise));
  });
  let failed = false;
  before(coreVm as unknown as Methods, 'sys_write_output_failure', () => {
    failed = true;
  });
  const { sys_end: end } = coreVm;
  const observedEnd: CoreVm['sys_end'] = () => {
    end.call(coreVm);
    uses.end(failed);
  };
  coreVm.sys_end = observedEnd;
  for (const method of FAILURES) before(coreVm as unknown as Methods, method, () => uses.fail());
}

/** Where the state machine takes the error by which a handler ends. */
const FAILURES = ['notify_error', 'notify_error_with_delay_override'] as const;

/** Where the state machine takes the bytes that a serde made: the method, the index of the argument, the command. */
const BYTES: readonly (readonly [method: string, index: number, command: string])[] = [
  ['sys_set_state', 1, 'SetState'],
  ['sys_call', 2, 'Call'],
  ['sys_send', 2, 'OneWayCall'],
  ['sys_complete_awakeable_success', 1, 'CompleteAwakeable'],
  ['sys_complete_promise_success', 1, 'CompletePromise'],
  ['sys_complete_signal_success', 2, 'SendSignal'],
  ['propose_run_completion_success', 1, 'Run'],
  ['sys_write_output_success', 0, 'Output'],
];

function observeBytes(vm: CoreVm, uses: ContextUses): void {
  for (const [method, index, command] of BYTES) {
    before(vm as unknown as Methods, method, (...args) => {
      const bytes = args[index];
      if (!(bytes instanceof Uint8Array) && !isBytes(bytes)) uses.misuse('not-bytes', notBytesText(bytes, command));
    });
  }
}
