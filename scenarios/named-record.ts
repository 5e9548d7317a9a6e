import * as fc from 'fast-check';
import { hashKey } from '../objects/keys.ts';
import { namedRecord, type NamedRecord } from '../objects/named-record.ts';
import { everyWrite, type Invariant, type Model, type OperationSpec, scenario, type Scenario } from '../sim/index.ts';
import { malformed, maybeIdempotent } from './inputs.ts';
import { answered, repeated } from './outcomes.ts';

/** Names that are longer than any key may be, with line breaks, and different only at their ends. */
const NAMES = ['one', 'two'].map((end) => `https://example.com/${'a long path/'.repeat(30)}\n${end}`);
const ask = { kind: 'call', service: 'NamedRecord' } as const;
const name = fc.constantFrom(...NAMES);
const value = fc.constantFrom('a', 'b', 'c');
const key = name.map((one) => hashKey(one));

/** The key of a record is the hash of its name. */
export const keysBelong: Invariant = everyWrite<NamedRecord>(
  'a record is stored under the key of its name',
  { service: 'NamedRecord', state: 'record' },
  ({ key: at, value: record }) =>
    hashKey(record.name) === at || `the name "${record.name.slice(-20)}" belongs to another key.`,
);

/** Key -> value. It does not cover requests whose key is not the hash of the name. */
export const recordModel: Model<unknown> = {
  init: {},
  covers: ({ key: at = '', handler, input }) =>
    handler === 'find' || (NAMES.includes(nameIn(input)) && hashKey(nameIn(input)) === at),
  apply: (state, { key: at = '', handler, input }) => {
    const { [at]: now, ...others } = state as Readonly<Record<string, NamedRecord>>;
    if (handler === 'put') return { state: { ...others, [at]: input as NamedRecord }, value: input };
    if (now === undefined) return { state, failure: 404 };
    return handler === 'find' ? { state, value: now } : { state: others };
  },
};

function nameIn(input: unknown): string {
  return (input as { name?: string } | null)?.name ?? '';
}

/** Clients put, find and remove records with long names, some with a key that does not belong to the name. */
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
    'a record that does not exist is read': answered(404, 'under this key'),
    'a record that does not exist is removed': answered(404, 'under this name'),
    'a record without a value is refused': answered(400, 'value must be a text'),
    'a record without a name is refused': answered(400, 'name must be a text'),
    'a request that is not an object is refused': answered(400, 'expected an object'),
    'a request is repeated with its idempotency key': repeated,
  },
});
