import type { Context } from '@restatedev/restate-sdk';
import type { FlagApi } from './flag.ts';
import type { Flag } from './types.ts';

const cache = new Map<string, Flag>();

/** The settings of a flag; asked for once. */
export async function lookup(ctx: Context, name: string): Promise<Flag> {
  const known = cache.get(name);
  if (known) return known;
  const flag = await ctx.objectClient<FlagApi>({ name: 'Flag' }, name).read();
  cache.set(name, flag);
  return flag;
}
