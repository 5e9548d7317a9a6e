import type { ObjectContext } from '@restatedev/restate-sdk';

/** The time now. */
export const now = async (_ctx: ObjectContext): Promise<Date> => new Date();
