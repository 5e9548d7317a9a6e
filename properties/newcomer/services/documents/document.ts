import * as restate from '@restatedev/restate-sdk';
import { publish } from './publish.ts';
import type { Store } from './types.ts';

export class Documents {
  readonly object;

  constructor(store: Store) {
    this.object = restate.object({
      name: 'Document',
      handlers: {
        save: async (ctx: restate.ObjectContext, text: string): Promise<number> => {
          const version = ((await ctx.get<number>('version')) ?? 0) + 1;
          ctx.set('version', version);
          ctx.set('text', text);
          await publish(ctx, store, { id: ctx.key, version, text });
          return version;
        },
        read: restate.handlers.object.shared(
          async (ctx: restate.ObjectSharedContext): Promise<string> => (await ctx.get<string>('text')) ?? '',
        ),
      },
    });
  }
}
