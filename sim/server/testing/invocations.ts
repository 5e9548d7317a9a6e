import type { HandlerKind, HandlerOptions } from '../../attempt/definition.ts';
import { invariant } from '../../core/errors.ts';
import { Invocation, type Origin } from '../invocation.ts';
import { ObjectKey } from '../object-key.ts';
import { bound } from './bound.ts';

export interface Invoked extends Partial<Omit<Origin, 'handler'>> {
  readonly kind?: HandlerKind;
  readonly options?: Partial<HandlerOptions>;
}

/** An invocation of a handler without code: of `S/run`, unless it has a key; its id is its address. */
export function invoked(address: string, { kind, options = {}, ...origin }: Invoked = {}): Invocation {
  const { objectKey } = origin;
  const own = kind ?? (objectKey === undefined ? 'SERVICE' : 'EXCLUSIVE');
  const handler = bound('service', 'S', { run: { ...options, kind: own } }).handlers.get('run');
  invariant(handler !== undefined, () => 'The handler "run" was bound a line above.');
  return new Invocation(
    {
      address,
      id: address,
      target: { service: 'S', handler: 'run', ...(objectKey !== undefined && { key: objectKey.key }) },
      handler,
      headers: [],
      input: new Uint8Array(),
      idempotencyKey: undefined,
      partition: 0,
      objectKey,
      retention: { completionMs: 1_000, journalMs: 1_000 },
      executeAtMs: undefined,
      by: undefined,
      restartedFrom: undefined,
      ...origin,
    },
    0,
  );
}

/** The key `k` of the object `S`. */
export function keyOfS(): ObjectKey<Invocation> {
  return new ObjectKey('S', 'k', 0);
}
