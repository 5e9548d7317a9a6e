import * as restate from '@restatedev/restate-sdk';
import type { WebhookEvent } from './events.ts';
import { ingest } from './ingest.ts';

export const webhooks = restate.service({
  name: 'Webhooks',
  handlers: {
    receive: async (ctx: restate.Context, event: WebhookEvent): Promise<{ ok: true }> => {
      if (typeof event.id !== 'string' || !event.id.startsWith('evt_'))
        throw new restate.TerminalError('no event id', { errorCode: 400 });
      await ingest(ctx, event);
      return { ok: true };
    },
  },
});
