import { randomBytes } from 'node:crypto';
import type { Context } from '@restatedev/restate-sdk';

/** A token for the link in the verification mail. */
export const newToken = async (ctx: Context): Promise<string> =>
  ctx.run('draw token', () => randomBytes(16).toString('hex'));
