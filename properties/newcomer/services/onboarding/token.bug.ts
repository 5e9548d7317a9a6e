import { randomBytes } from 'node:crypto';
import type { Context } from '@restatedev/restate-sdk';

/** A token for the link in the verification mail. */
export const newToken = async (_ctx: Context): Promise<string> => randomBytes(16).toString('hex');
