import type { ObjectContext } from '@restatedev/restate-sdk';
import type { Save, Store } from './types.ts';

/** Writes a version to the public store. */
export const publish = (ctx: ObjectContext, store: Store, save: Save): Promise<void> =>
  ctx.run('publish', () => store.putIfNewer(save));
