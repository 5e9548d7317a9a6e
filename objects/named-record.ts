/**
 * Records of things whose names are too long for a key, or hold what a key must not: the key is a hash of the name.
 *
 * **The name is kept in the state,** because it cannot be read from the key. So every request carries it, the first one
 * stores it with the value, and each is checked against the key: a client whose key does not belong to the name is refused,
 * and does not begin a second record of the same thing.
 *
 * **A hash hides nothing.** Anyone who guesses a name can make its key. Names in the state are as open as the rest of it.
 *
 * **Errors** (all terminal): 400 bad input, or a key that does not belong to the name; 404 nothing is recorded.
 *
 * @example
 * ctx.objectClient(namedRecord, hashKey(name)).put({ name, value });
 */
import * as restate from '@restatedev/restate-sdk';
import { hashKey } from './keys.ts';
import { fieldsOf, refuse, text } from './refuse.ts';

/** One state key, so that a value never stands there without its name. */
export interface NamedRecord {
  readonly name: string;
  readonly value: string;
}

type RecordState = { record: NamedRecord };

/** The longest name, in UTF-16 units. */
const longestName = 10_000;
const longestValue = 100_000;

/** One record per key, which is `hashKey(name)`. */
export const namedRecord = restate.object({
  name: 'NamedRecord',
  handlers: {
    put: async (ctx: restate.ObjectContext<RecordState>, request: NamedRecord): Promise<NamedRecord> => {
      const { name, value } = fieldsOf(request);
      const record = { name: nameOf(ctx.key, name), value: text('value', value, longestValue) };
      ctx.set('record', record);
      return record;
    },

    remove: async (ctx: restate.ObjectContext<RecordState>, request: { readonly name: string }): Promise<void> => {
      nameOf(ctx.key, fieldsOf(request).name);
      if ((await ctx.get('record')) === null) refuse(404, 'nothing is recorded under this name');
      ctx.clear('record');
    },

    /** What is recorded under a key, with the name that the key does not show. */
    find: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<RecordState>): Promise<NamedRecord> =>
        (await ctx.get('record')) ?? refuse(404, 'nothing is recorded under this key'),
    ),
  },
});

/** @returns the name, if it is the one that this key was made from */
export function nameOf(key: string, given: unknown): string {
  const name = text('name', given, longestName);
  return hashKey(name) === key ? name : refuse(400, 'the key is not the hash of the name');
}
