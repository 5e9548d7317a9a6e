import type { Context } from '@restatedev/restate-sdk';
import type { AccountApi } from './account.ts';
import type { WebhookEvent } from './events.ts';

/** Applies an event to its account, unless it was applied before. */
export async function ingest(ctx: Context, event: WebhookEvent): Promise<void> {
  await ctx.objectClient<AccountApi>({ name: 'Account' }, event.account).applyOnce(event);
}
