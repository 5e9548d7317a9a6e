import * as restate from '@restatedev/restate-sdk';

/** An object that calls objects while it holds its own lock, as the guide warns not to. */
export const caller = restate.object({
  name: 'Caller',
  handlers: {
    /** Calls another handler of its own key. */
    callItself: async (ctx: restate.ObjectContext): Promise<void> => {
      await ctx.objectClient<CallerHandlers>({ name: 'Caller' }, ctx.key).touch();
    },

    /** A → B → A: whom it calls calls back. */
    callThere: async (ctx: restate.ObjectContext, there: string): Promise<void> => {
      await ctx.objectClient<CallerHandlers>({ name: 'Caller' }, there).callBack(ctx.key);
    },

    callBack: async (ctx: restate.ObjectContext, back: string): Promise<void> => {
      await ctx.objectClient<CallerHandlers>({ name: 'Caller' }, back).touch();
    },

    /** The cure: a message, which nobody waits for. */
    sendThere: async (ctx: restate.ObjectContext, there: string): Promise<void> => {
      ctx.objectSendClient<CallerHandlers>({ name: 'Caller' }, there).callBackLater(ctx.key);
    },

    callBackLater: async (ctx: restate.ObjectContext, back: string): Promise<void> => {
      ctx.objectSendClient<CallerHandlers>({ name: 'Caller' }, back).touch();
    },

    touch: async (_ctx: restate.ObjectContext): Promise<void> => {},

    /** Shared handlers take no lock: to call one of its own key is fine. */
    lookAtItself: async (ctx: restate.ObjectContext): Promise<string> =>
      ctx.objectClient<CallerHandlers>({ name: 'Caller' }, ctx.key).look(),

    look: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<string> => ctx.key),
  },
});

/** Written out, because a definition cannot be named in itself. */
type CallerHandlers = restate.VirtualObjectDefinition<
  'Caller',
  {
    touch: (ctx: restate.ObjectContext) => Promise<void>;
    callBack: (ctx: restate.ObjectContext, back: string) => Promise<void>;
    callBackLater: (ctx: restate.ObjectContext, back: string) => Promise<void>;
    look: (ctx: restate.ObjectSharedContext) => Promise<string>;
  }
>;
