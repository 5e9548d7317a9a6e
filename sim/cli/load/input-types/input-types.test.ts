import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as library from '@ts-morph/common';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { jsonArbitrary } from '../../../simulation/scenario/json-arbitrary.ts';
import type { InputType } from '../../../simulation/scenario/hints.ts';
import { typedHandlers } from './typed-handlers.ts';

/** A handler for each kind of type: what its input is, and what is read from that. */
const KINDS: Readonly<Record<string, readonly [parameter: string, expected: InputType]>> = {
  text: ['input: string', given({ type: 'string', minLength: 1 })],
  amount: ['input: number', given({ type: 'integer', minimum: 0, maximum: 1_000 })],
  flag: ['input: boolean', given({ enum: [false, true] })],
  choice: ["input: 'red' | 'green' | 7", given({ enum: ['red', 'green', 7] })],
  level: ['input: Level', given({ enum: [0, 1] })],
  nothing: ['input: null', given({ type: 'null' })],
  optional: ['input?: string', { ...given({ type: 'string', minLength: 1 }), isOptional: true }],
  either: [
    'input: string | { id: 1 }',
    given({ anyOf: [{ type: 'string', minLength: 1 }, object({ id: { const: 1 } })] }),
  ],
  list: ['input: readonly number[]', given({ type: 'array', minItems: 1, items: whole() })],
  pair: [
    'input: [string, boolean]',
    given({ type: 'array', prefixItems: [{ type: 'string', minLength: 1 }, { enum: [false, true] }] }),
  ],
  record: ['input: Record<string, number>', given({ type: 'object', additionalProperties: whole() })],
  imported: [
    'input: Order',
    given({
      type: 'object',
      properties: { id: { type: 'string', minLength: 1 }, note: { type: 'string', minLength: 1 } },
      required: ['id'],
    }),
  ],
  partial: [
    "input: Partial<Pick<Order, 'id'>>",
    given({ type: 'object', properties: { id: { type: 'string', minLength: 1 } }, required: [] }),
  ],
  both: ['input: { a: 1 } & { b: 2 }', given(object({ a: { const: 1 }, b: { const: 2 } }))],
  branded: ["input: string & { readonly __brand: 'id' }", given({ type: 'string', minLength: 1 })],
  ticket: ['input: `t-${number}`', given({ type: 'string', pattern: '^t-[0-9]{1,3}$' })],
  named: [
    'input: { customerEmail: string; callbackUrl: string; expiresAt: string; at: Date }',
    given(
      object({
        customerEmail: { type: 'string', format: 'email' },
        callbackUrl: { type: 'string', format: 'uri' },
        expiresAt: { type: 'string', format: 'date-time' },
        at: { type: 'string', format: 'date-time' },
      }),
    ),
  ],
  schema: ['input: z.infer<typeof Thing>', given(object({ thing: whole() }))],
  none: ['', 'none'],
  narrowed: ['input: string | Map<string, string>', given({ type: 'string', minLength: 1 })],
  opaque: ['input: { id: 1; meta?: unknown }', given(object({ id: { const: 1 } }))],
  voided: ['input: void', 'none'],
  any: ['input: any', { why: 'its type is any' }],
  unknowns: ['input: { data: unknown }', { why: 'its type has unknown' }],
  big: ['input: { count: bigint }', { why: 'its type has bigint' }],
  map: ['input: Map<string, string>', { why: 'its type is Map' }],
  bytes: ['input: Uint8Array', { why: 'its type is Uint8Array' }],
  callback: ['input: () => void', { why: 'its type is a function' }],
  endless: ['input: Endless', { why: 'its type holds itself' }],
};

function given(schema: Extract<InputType, { schema: unknown }>['schema']): Extract<InputType, { schema: unknown }> {
  return { schema, isOptional: false };
}

function whole(): { type: 'integer'; minimum: number; maximum: number } {
  return { type: 'integer', minimum: 0, maximum: 1_000 };
}

function object(properties: Readonly<Record<string, object>>): {
  type: 'object';
  properties: object;
  required: string[];
} {
  return { type: 'object', properties, required: Object.keys(properties) };
}

const TYPES = `
export interface Order { id: string; note?: string; print?(): void }
export interface Endless { next: Endless }
export interface Tree { name: string; parent?: Tree; children: Tree[] }
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export enum Level { Low, High }`;

const SERVICES = `
import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';
import { Level, type Endless, type Json, type Order, type Tree } from './types';
const Thing = z.object({ thing: z.number() });
const NAME = 'Kinds';
type Context = restate.ObjectContext;
export const kinds = restate.object({
  name: NAME,
  handlers: {
${Object.entries(KINDS)
  .map(([name, [parameter]]) => `    ${name}: async (_ctx: Context, ${parameter}) => 'done',`)
  .join('\n')}
    json: async (_ctx: Context, input: Json) => JSON.stringify(input),
    tree: async (_ctx: Context, input: Tree) => input.name,
    shared: restate.handlers.object.shared({ description: 'x' }, async (_ctx: restate.ObjectSharedContext, input: 1) => input),
  },
});
const contract = restate.iface.service('Contract', { greet: restate.iface.json<{ name: 'ann' }, string>() });
export const implemented = restate.implement(contract, { handlers: { greet: async (_ctx, { name }) => name } });
class Shop {
  readonly #prefix = 'x';
  flow() {
    const pay = async (_ctx: restate.WorkflowContext, input: { sum: number }) => this.#prefix + input.sum;
    return restate.workflow({ name: 'Pay', handlers: { run: pay } });
  }
}
new Shop().flow();
export const handler = restate.createEndpointHandler({
  services: [restate.service({ name: 'Listed', handlers: { hi: async (_ctx: restate.Context, input: 1) => input } })],
});`;

let folder: string;
let types: ReadonlyMap<string, InputType>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'restate-sim-types-'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['@restatedev', 'zod']) {
    symlinkSync(
      join(import.meta.dirname, '../../../../node_modules', name),
      join(folder, 'node_modules', name),
      'junction',
    );
  }
  writeFileSync(join(folder, 'types.ts'), TYPES);
  writeFileSync(join(folder, 'app.ts'), SERVICES);
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "strict": false, "lib": ["es5"] } // not strict\n}',
  );
  types = typedHandlers(library, [join(folder, 'app.ts')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(Object.entries(KINDS))('%s', (name, [, expected]) => {
  expect(types.get(`Kinds/${name}`)).toEqual(expected);
});

it('reads shared handlers, interfaces, and definitions that a class or a list makes', () => {
  expect(types.get('Kinds/shared')).toEqual(given({ const: 1 }));
  expect(types.get('Listed/hi')).toEqual(given({ const: 1 }));
  expect(types.get('Contract/greet')).toEqual(given(object({ name: { const: 'ann' } })));
  expect(types.get('Pay/run')).toEqual(given(object({ sum: whole() })));
});

it('makes values of any JSON', () => {
  const json = types.get('Kinds/json');
  if (typeof json !== 'object' || !('schema' in json)) throw new Error('The type was not read.');
  fc.assert(
    fc.property(jsonArbitrary(json.schema), (value) => {
      expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    }),
    { numRuns: 20 },
  );
});

it('makes values of a type that may hold itself', () => {
  const tree = types.get('Kinds/tree');
  if (typeof tree !== 'object' || !('schema' in tree)) throw new Error('The type was not read.');
  const isTree = (value: unknown): boolean => {
    const { name, parent, children } = value as { name?: unknown; parent?: unknown; children?: unknown };
    return (
      typeof name === 'string' &&
      (parent === undefined || isTree(parent)) &&
      Array.isArray(children) &&
      children.every(isTree)
    );
  };
  fc.assert(fc.property(jsonArbitrary(tree.schema), isTree), { numRuns: 20 });
});
