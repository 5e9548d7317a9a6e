import * as restate from '@restatedev/restate-sdk';

type Owner = restate.ObjectContext;

// In three parts, because a definition cannot be named in itself; only the last is bound.
const ends = {
  touch: async (_ctx: Owner): Promise<void> => {},

  look: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<string> => ctx.key),
};
const end = restate.object({ name: 'Caller', handlers: ends });

const answers = {
  callBack: async (ctx: Owner, back: string): Promise<void> => {
    await ctx.objectClient(end, back).touch();
  },

  sendBack: async (ctx: Owner, back: string): Promise<void> => {
    ctx.objectSendClient(end, back).touch();
  },
};
const answering = restate.object({ name: 'Caller', handlers: answers });

/** An object that calls objects while it holds its own lock, as the guide warns not to, and the two ways out. */
export const caller = restate.object({
  name: 'Caller',
  handlers: {
    ...ends,
    ...answers,

    callItself: async (ctx: Owner): Promise<void> => {
      await ctx.objectClient(end, ctx.key).touch();
    },

    /** A → B → A: the callee calls back. */
    callThere: async (ctx: Owner, there: string): Promise<void> => {
      await ctx.objectClient(answering, there).callBack(ctx.key);
    },

    /** A message: no handler waits for it. */
    sendThere: async (ctx: Owner, there: string): Promise<void> => {
      ctx.objectSendClient(answering, there).sendBack(ctx.key);
    },

    /** A shared handler takes no lock. */
    lookAtItself: async (ctx: Owner): Promise<string> => ctx.objectClient(end, ctx.key).look(),
  },
});
