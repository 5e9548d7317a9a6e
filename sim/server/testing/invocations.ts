import type { HandlerOptions } from '../../attempt/definition.ts';
import { invariant } from '../../core/errors.ts';
import { known } from '../../core/known.ts';
import type { Destination } from '../deployments/destination.ts';
import { Invocation, type Origin } from '../invocation.ts';
import { ObjectKey } from '../object-key.ts';
import { bound } from './bound.ts';

export interface Invoked extends Partial<Origin> {
  readonly options?: Partial<HandlerOptions>;
}

/** An invocation of a handler without code: of `S/run`, unless it has a key; its id is its address. */
const FIRST = { id: 'dp_1first', number: 1, uri: 'http://a:9080/' };
const destinations = new WeakMap<Invocation, Destination>();

/** Where an attempt of an invocation runs that {@link invoked} has made. */
export function destinationOf(invocation: Invocation): Destination {
  return known(destinations.get(invocation), 'the destination of an invocation of a test');
}

export function invoked(address: string, { kind, serviceKind, options = {}, ...origin }: Invoked = {}): Invocation {
  const { objectKey } = origin;
  const own = kind ?? (objectKey === undefined ? 'SERVICE' : 'EXCLUSIVE');
  const handler = bound('service', 'S', { run: { ...options, kind: own } }).handlers.get('run');
  invariant(handler !== undefined, () => 'The handler "run" was bound a line above.');
  const invocation = new Invocation(
    {
      address,
      id: address,
      target: { service: 'S', handler: 'run', ...(objectKey !== undefined && { key: objectKey.key }) },
      kind: own,
      serviceKind: serviceKind ?? (own === 'SERVICE' ? 'service' : own === 'WORKFLOW' ? 'workflow' : 'object'),
      headers: [],
      input: new Uint8Array(),
      idempotencyKey: undefined,
      partition: 0,
      objectKey,
      retention: { completionMs: 1_000, journalMs: 1_000 },
      executeAtMs: undefined,
      by: undefined,
      restartedFrom: undefined,
      seed: undefined,
      ...origin,
    },
    0,
  );
  invocation.retry = { from: FIRST.id, policy: handler.options.retryPolicy };
  destinations.set(invocation, { deployment: FIRST, protocol: 6, handler, options: handler.options });
  return invocation;
}

/** The key `k` of the object `S`. */
export function keyOfS(): ObjectKey<Invocation> {
  return new ObjectKey('S', 'k', 0);
}
