import type { ObjectContext } from '@restatedev/restate-sdk';

/** The next number of a series, such as `A-0001`. */
export async function nextNumber(ctx: ObjectContext): Promise<string> {
  const last = ((await ctx.get<number>('last')) ?? 0) + 1;
  ctx.set('last', last);
  return `${ctx.key}-${String(last).padStart(4, '0')}`;
}
