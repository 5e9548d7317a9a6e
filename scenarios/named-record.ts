import * as fc from 'fast-check';
import { hashKey } from '../objects/keys.ts';
import { namedRecord, type NamedRecord } from '../objects/named-record.ts';
import { everyWrite, type Invariant, type Model, type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { answered, repeated } from './outcomes.ts';

/** Longer than any key may be, with line breaks, and different only at their ends. */
const NAMES = ['one', 'two'].map((end) => `https://example.com/${'a long path/'.repeat(30)}\n${end}`);
const ask = { kind: 'call', service: 'NamedRecord' } as const;
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom('a', 'b', 'c');
const key = name.map((one) => hashKey(one));

/** A value never stands under a key that is not made from its name. */
export const keysBelong: Invariant = everyWrite<NamedRecord>(
  'a record is stored under the key of its name',
  { service: 'NamedRecord', state: 'record' },
  ({ key: place, value: record }) =>
    hashKey(record.name) === place || `the name "${record.name.slice(-20)}" belongs to another key.`,
);

/** Key -> value. Requests whose key is made in another way are not its business. */
export const recordModel: Model<unknown> = {
  init: {},
  covers: ({ key: place = '', handler, input }) =>
    handler === 'find' || (NAMES.includes(nameIn(input)) && hashKey(nameIn(input)) === place),
  apply: (state, { key: place = '', handler, input }) => {
    const { [place]: now, ...others } = state as Readonly<Record<string, NamedRecord>>;
    if (handler === 'put') return { state: { ...others, [place]: input as NamedRecord }, value: input };
    if (now === undefined) return { state, failure: 404 };
    return handler === 'find' ? { state, value: now } : { state: others };
  },
};

function nameIn(input: unknown): string {
  return (input as { name?: string } | null)?.name ?? '';
}

/** Clients put, find and remove under long names, some with keys that they have made in their own way. */
export const namedRecordScenario: Scenario = scenario('named record', {
  services: [namedRecord],
  operations: ({ call }) => {
    const put = fc.record({ name, value }).map((input): OperationSpec => ({
      ...ask,
      handler: 'put',
      key: hashKey(input.name),
      input,
    }));
    return [
      put,
      put,
      fc.tuple(put, maybeIdempotent).map(([operation, idempotencyKey]): OperationSpec => ({
        ...operation,
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      })),
      put.map((operation): OperationSpec => ({ ...operation, kind: 'send' })),
      name.map((one): OperationSpec => ({ ...ask, handler: 'remove', key: hashKey(one), input: { name: one } })),
      call(namedRecord, 'find', { key, afterMs: fc.constantFrom(0, 0, 20) }),
      call(namedRecord, 'find', { key }),
      call(namedRecord, 'put', { key, input: fc.record({ name, value }) }),
      call(namedRecord, 'put', { key: hashKey('x'), input: malformed({ name: 'x' }, { name: '', value: 'a' }, null) }),
    ];
  },
  clients: 4,
  maxOperations: 14,
  invariants: [keysBelong],
  model: recordModel,
  outcomes: {
    'a key does not belong to the name': answered(400, 'is not the hash'),
    'nothing is there to be found': answered(404, 'under this key'),
    'nothing is there to be removed': answered(404, 'under this name'),
    'a record without a value is refused': answered(400, 'value must be a text'),
    'a record without a name is refused': answered(400, 'name must be a text'),
    'a request that is no object is refused': answered(400, 'expected an object'),
    'a request is repeated under its idempotency key': repeated,
  },
});
