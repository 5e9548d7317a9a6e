import type { ObjectContext } from '@restatedev/restate-sdk';

/** The time now. */
export const now = async (ctx: ObjectContext): Promise<Date> => new Date(await ctx.date.now());
