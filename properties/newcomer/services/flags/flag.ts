import * as restate from '@restatedev/restate-sdk';
import { OFF, type Flag } from './types.ts';

type State = { flag: Flag };

const flag = restate.object({
  name: 'Flag',
  handlers: {
    read: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<State>): Promise<Flag> => (await ctx.get('flag')) ?? OFF,
    ),
    enable: async (ctx: restate.ObjectContext<State>): Promise<void> =>
      ctx.set('flag', { enabled: true, rollout: 100 }),
    disable: async (ctx: restate.ObjectContext<State>): Promise<void> => ctx.set('flag', OFF),
  },
});

export type FlagApi = typeof flag;
export default flag;
