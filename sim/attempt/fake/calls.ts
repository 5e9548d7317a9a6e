import type {
  GenericCall,
  GenericSend,
  InvocationHandle,
  InvocationId,
  InvocationPromise,
} from '@restatedev/restate-sdk';
import type { ProtocolVersion } from '../attempt.ts';
import type { Command, Header } from '../../journal/command.ts';
import { toMillis, toWholeMillis } from '../duration.ts';
import type { AnySerde } from '../serde.ts';
import type { ContextParts } from './context-parts.ts';
import { VALUE, VOID } from './completion.ts';
import { CODES } from './failure.ts';
import { emptyKey } from './sdk-messages.ts';
import type { VmFailure } from './failure.ts';
import type { LeafPromise } from './leaf.ts';

/** The parts of an attempt that calls and sends work with. */
type CallParts = Pick<ContextParts, 'setup' | 'vm' | 'commands' | 'uses'>;

/** A call that was issued, or (without an invocation id) one that could not be: its promise never settles. */
export interface IssuedCall<T> {
  readonly promise: InvocationPromise<T>;
  readonly invocationId: LeafPromise<string> | undefined;
}

/** Issues a call: the callee's invocation id and its result arrive under two completion ids. */
export function call<T>(parts: CallParts, request: GenericCall<unknown, unknown>): IssuedCall<T> {
  const { vm, commands, uses } = parts;
  const parameter = parameterOf(commands, request, 'Call');
  if (parameter === undefined || refused(parts, request)) return { promise: never(commands), invocationId: undefined };
  const invocationIdCompletion = vm.nextCompletion();
  const completion = vm.nextCompletion();
  const fields = fieldsOf(request, parameter, invocationIdCompletion);
  if (commands.issue({ type: 'Call', ...fields, completion }) === undefined) {
    return { promise: never(commands), invocationId: undefined };
  }
  vm.trackCallee(invocationIdCompletion);
  const related = vm.related('Call', fields.name);
  const serde = (request.outputSerde ?? commands.sdk.exports.serde.binary) as AnySerde;
  const invocationId = commands.leaf<string>({ handle: invocationIdCompletion, completion: VOID, serde, related });
  const promise = commands.leaf<T>({ handle: completion, completion: VALUE, serde, related });
  uses.watchCall(`${request.service}/${request.method}`, promise);
  // The SDK's type has further, internal members: handlers use the promise and this field.
  return { promise: Object.assign(promise, { invocationId }) as unknown as InvocationPromise<T>, invocationId };
}

/** Issues a send: only the invocation id of the callee comes back. */
export function send(parts: CallParts, request: GenericSend<unknown>): InvocationHandle {
  const { setup, vm, commands } = parts;
  const { sdk } = commands;
  // As in the SDK a native promise, which combinators refuse.
  const pending = { invocationId: new Promise<InvocationId>(() => {}) };
  const parameter = parameterOf(commands, request, 'OneWayCall');
  if (parameter === undefined) return pending;
  let delayMs: number;
  try {
    const millis = request.delay === undefined ? 0 : toMillis(request.delay);
    // The SDK passes on positive delays only; NaN counts as no delay.
    delayMs = millis > 0 ? toWholeMillis(millis) : 0;
  } catch (error) {
    commands.abortAttempt(error);
    return pending;
  }
  if (refused(parts, request)) return pending;
  const completion = vm.nextCompletion();
  const fields = fieldsOf(request, parameter, completion);
  const when = delayMs > 0 ? { invokeAtMs: setup.process.now() + delayMs } : {};
  if (commands.issue({ type: 'OneWayCall', ...fields, ...when }) === undefined) return pending;
  const related = vm.related('OneWayCall', fields.name);
  const serde = sdk.exports.serde.binary as AnySerde;
  return { invocationId: commands.leaf<InvocationId>({ handle: completion, completion: VOID, serde, related }) };
}

type Request = GenericCall<unknown, unknown> | GenericSend<unknown>;
type RequestFields = Omit<Extract<Command, { type: 'OneWayCall' }>, 'type' | 'invokeAtMs'>;

function parameterOf(
  commands: CallParts['commands'],
  request: Request,
  type: 'Call' | 'OneWayCall',
): Uint8Array | undefined {
  const serde = (request.inputSerde ?? commands.sdk.exports.serde.binary) as AnySerde;
  return commands.serialize(serde, request.parameter, type);
}

/** What the state machine refuses before it issues anything. @returns true when the attempt ended because of it */
function refused({ setup, vm, commands }: CallParts, request: Request): boolean {
  const failure = refusal(setup.protocolVersion, request);
  if (failure === undefined) return false;
  vm.fail(failure);
  commands.abortAttempt(vm.failure);
  return true;
}

function refusal(version: ProtocolVersion, request: Request): VmFailure | undefined {
  const { idempotencyKey, scope, limitKey } = request;
  if (idempotencyKey === '') return { code: CODES.internal, message: emptyKey('an idempotent', 'idempotency key') };
  if (scope === '') return { code: CODES.internal, message: emptyKey('a', 'scope') };
  if (limitKey === '') return { code: CODES.internal, message: emptyKey('a', 'limit key') };
  if (version >= 7 || (isNone(scope) && isNone(limitKey))) return undefined;
  const what = isNone(scope) ? 'A limit key' : 'A scope';
  return { code: CODES.unsupported, message: `${what} needs service protocol 7; this attempt speaks ${version}.` };
}

function fieldsOf(request: Request, parameter: Uint8Array, invocationIdCompletion: number): RequestFields {
  const { service, method, key, idempotencyKey, scope, limitKey, name } = request;
  return {
    service,
    handler: method,
    ...(isNone(key) || key === '' ? {} : { key }),
    parameter,
    headers: headersOf(request),
    ...(isNone(idempotencyKey) ? {} : { idempotencyKey }),
    ...(isNone(scope) ? {} : { scope }),
    ...(isNone(limitKey) ? {} : { limitKey }),
    name: name ?? '',
    invocationIdCompletion,
  };
}

function headersOf(request: Request): readonly Header[] {
  return request.headers ? Object.entries(request.headers).map(([key, value]) => ({ key, value })) : EMPTY_HEADERS;
}

/** User code may pass null for an option that it leaves out: the SDK takes it for absent. */
function isNone(value: unknown): value is undefined {
  return value === undefined || value === null;
}

const EMPTY_HEADERS: readonly Header[] = [];

function never<T>({ sdk }: CallParts['commands']): InvocationPromise<T> {
  const invocationId = new Promise<InvocationId>(() => {});
  return Object.assign(sdk.pending<T>(), { invocationId });
}
