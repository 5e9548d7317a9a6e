import type { ObjectContext } from '@restatedev/restate-sdk';

let last = 0;

/** The next number of a series, such as `A-0001`. */
export async function nextNumber(ctx: ObjectContext): Promise<string> {
  last += 1;
  return `${ctx.key}-${String(last).padStart(4, '0')}`;
}
