import type {
  GenericCall,
  GenericSend,
  InvocationHandle,
  InvocationId,
  InvocationPromise,
} from '@restatedev/restate-sdk';
import type { Command, Header } from '../../journal/command.ts';
import { toMillis, toWholeMillis } from '../duration.ts';
import type { AnySerde } from '../serde.ts';
import type { FakeAttempt } from './attempt.ts';
import { VALUE, VOID } from './completion.ts';
import { CODES, CommandFailure } from './failure.ts';
import type { VmFailure } from './failure.ts';
import { leaf } from './leaf.ts';
import type { LeafPromise } from './leaf.ts';

/** A call that was issued, or (without an invocation id) one that could not be: its promise never settles. */
export interface IssuedCall<T> {
  readonly promise: InvocationPromise<T>;
  readonly invocationId: LeafPromise<string> | undefined;
}

/** Issues a call: the callee's invocation id and its result are answered under two completion ids. */
export function call<T>(attempt: FakeAttempt, request: GenericCall<unknown, unknown>): IssuedCall<T> {
  const parameter = parameterOf(attempt, request, 'Call');
  if (parameter === undefined || refused(attempt, request)) return { promise: never(attempt), invocationId: undefined };
  const { vm, sdk } = attempt;
  const invocationIdCompletion = vm.nextCompletion();
  const completion = vm.nextCompletion();
  const fields = fieldsOf(request, parameter, invocationIdCompletion);
  if (attempt.issue({ type: 'Call', ...fields, completion }) === undefined) {
    return { promise: never(attempt), invocationId: undefined };
  }
  vm.trackCallee(invocationIdCompletion);
  const related = vm.related('Call', fields.name);
  const serde = (request.outputSerde ?? sdk.exports.serde.binary) as AnySerde;
  const invocationId = leaf<string>(attempt, { handle: invocationIdCompletion, completion: VOID, serde, related });
  const promise = leaf<T>(attempt, { handle: completion, completion: VALUE, serde, related });
  attempt.watchCall(`${request.service}/${request.method}`, promise);
  // The SDK's type has more that is its own business: what handlers use of it is the promise and this field.
  return { promise: Object.assign(promise, { invocationId }) as unknown as InvocationPromise<T>, invocationId };
}

/** Issues a send: only the invocation id of the callee comes back. */
export function send(attempt: FakeAttempt, request: GenericSend<unknown>): InvocationHandle {
  const pending = { invocationId: attempt.sdk.pending<InvocationId>() };
  const parameter = parameterOf(attempt, request, 'OneWayCall');
  if (parameter === undefined) return pending;
  let delayMs: number;
  try {
    const millis = request.delay === undefined ? 0 : toMillis(request.delay);
    // The SDK hands on only what is above zero: no number is none.
    delayMs = millis > 0 ? toWholeMillis(millis) : 0;
  } catch (error) {
    attempt.abort(error);
    return pending;
  }
  if (refused(attempt, request)) return pending;
  const { vm, sdk, setup } = attempt;
  const completion = vm.nextCompletion();
  const fields = fieldsOf(request, parameter, completion);
  const when = delayMs > 0 ? { invokeAtMs: setup.process.now() + delayMs } : {};
  if (attempt.issue({ type: 'OneWayCall', ...fields, ...when }) === undefined) return pending;
  const related = vm.related('OneWayCall', fields.name);
  const serde = sdk.exports.serde.binary as AnySerde;
  return { invocationId: leaf<InvocationId>(attempt, { handle: completion, completion: VOID, serde, related }) };
}

type Request = GenericCall<unknown, unknown> | GenericSend<unknown>;
type RequestFields = Omit<Extract<Command, { type: 'OneWayCall' }>, 'type' | 'invokeAtMs'>;

function parameterOf(attempt: FakeAttempt, request: Request, type: 'Call' | 'OneWayCall'): Uint8Array | undefined {
  try {
    return ((request.inputSerde ?? attempt.sdk.exports.serde.binary) as AnySerde).serialize(request.parameter);
  } catch (error) {
    attempt.abort(new CommandFailure(error, attempt.vm.related(type, '', true)));
    return undefined;
  }
}

/** What the state machine refuses before it issues anything. @returns true when the attempt ended because of it */
function refused(attempt: FakeAttempt, request: Request): boolean {
  const failure = refusal(attempt, request);
  if (failure === undefined) return false;
  attempt.vm.fail(failure);
  attempt.abort(attempt.vm.failure);
  return true;
}

function refusal(attempt: FakeAttempt, request: Request): VmFailure | undefined {
  const { idempotencyKey, scope, limitKey } = request;
  for (const [what, value] of Object.entries({ 'idempotency key': idempotencyKey, scope, 'limit key': limitKey })) {
    if (value === '') return { code: CODES.internal, message: `A request needs a ${what} that is not empty.` };
  }
  const version = attempt.setup.protocolVersion;
  if (version >= 7 || (scope === undefined && limitKey === undefined)) return undefined;
  const what = scope === undefined ? 'A limit key' : 'A scope';
  return { code: CODES.unsupported, message: `${what} needs service protocol 7; this attempt speaks ${version}.` };
}

function fieldsOf(request: Request, parameter: Uint8Array, invocationIdCompletion: number): RequestFields {
  const { service, method, key, idempotencyKey, scope, limitKey, name } = request;
  return {
    service,
    handler: method,
    ...(key === undefined || key === '' ? {} : { key }),
    parameter,
    headers: headersOf(request),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(scope === undefined ? {} : { scope }),
    ...(limitKey === undefined ? {} : { limitKey }),
    name: name ?? '',
    invocationIdCompletion,
  };
}

function headersOf(request: Request): readonly Header[] {
  return request.headers === undefined
    ? NO_HEADERS
    : Object.entries(request.headers).map(([key, value]) => ({ key, value }));
}

const NO_HEADERS: readonly Header[] = [];

function never<T>(attempt: FakeAttempt): InvocationPromise<T> {
  const invocationId = new Promise<InvocationId>(() => {});
  return Object.assign(attempt.sdk.pending<T>(), { invocationId });
}
