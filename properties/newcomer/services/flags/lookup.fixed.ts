import type { Context } from '@restatedev/restate-sdk';
import type { FlagApi } from './flag.ts';
import type { Flag } from './types.ts';

/** The settings of a flag. */
export async function lookup(ctx: Context, name: string): Promise<Flag> {
  return ctx.objectClient<FlagApi>({ name: 'Flag' }, name).read();
}
