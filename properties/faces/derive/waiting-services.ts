import * as restate from '@restatedev/restate-sdk';

type GateState = { waiting: string[]; busy: boolean; inside: string | null };

async function next(ctx: restate.ObjectContext<GateState>, waiting: string[], busy: boolean): Promise<void> {
  const [first, ...others] = waiting;
  if (!busy && first !== undefined) ctx.resolveAwakeable(first, 'enter');
  ctx.set('busy', busy || first !== undefined);
  ctx.set('waiting', busy ? waiting : others);
}

/** One job at a time: a job that enters is woken when it is its turn. */
const gate = restate.object({
  name: 'Gate',
  handlers: {
    enter: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<GateState>, id: string): Promise<void> => {
        const waiting = [...((await ctx.get('waiting')) ?? []), id];
        await next(ctx, waiting, (await ctx.get('busy')) ?? false);
      },
    ),
    leave: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<GateState>): Promise<void> => {
        await next(ctx, (await ctx.get('waiting')) ?? [], false);
      },
    ),
  },
});

/** Enters by a message, and leaves whatever happens to it: the server keeps what a cancelled handler sends. */
const carefulGate = restate.object({
  name: 'Gate',
  handlers: {
    enter: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<GateState>, id: string): Promise<void> => {
        const waiting = [...((await ctx.get('waiting')) ?? []), id];
        const inside = (await ctx.get('inside')) ?? null;
        admit(ctx, waiting, inside);
      },
    ),
    leave: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<GateState>, id: string): Promise<void> => {
        const waiting = ((await ctx.get('waiting')) ?? []).filter((other) => other !== id);
        const inside = (await ctx.get('inside')) ?? null;
        admit(ctx, waiting, inside === id ? null : inside);
      },
    ),
  },
});

function admit(ctx: restate.ObjectContext<GateState>, waiting: readonly string[], inside: string | null): void {
  const [first, ...others] = waiting;
  if (inside === null && first !== undefined) ctx.resolveAwakeable(first, 'enter');
  ctx.set('inside', inside ?? first ?? null);
  ctx.set('waiting', [...(inside === null ? others : waiting)]);
}

/** @param isFixed whether a cancelled job gives its turn to the next one */
export function jobs(isFixed: boolean) {
  const leaky = async (ctx: restate.Context): Promise<string> => {
    const { id, promise } = ctx.awakeable<string>();
    await ctx.objectClient<typeof gate>({ name: 'Gate' }, 'g').enter(id);
    await promise;
    const done = await ctx.run('work', () => 'done');
    await ctx.objectClient<typeof gate>({ name: 'Gate' }, 'g').leave();
    return done;
  };
  const careful = async (ctx: restate.Context): Promise<string> => {
    const { id, promise } = ctx.awakeable<string>();
    const sends = ctx.objectSendClient<typeof carefulGate>({ name: 'Gate' }, 'g');
    try {
      sends.enter(id);
      await promise;
      return await ctx.run('work', () => 'done');
    } finally {
      sends.leave(id);
    }
  };
  const job = restate.service({ name: 'Job', handlers: { run: isFixed ? careful : leaky } });
  return [isFixed ? carefulGate : gate, job];
}

/** Waits for an approval that another handler gives, whichever the client calls first. */
export const approvals = restate.object({
  name: 'Approvals',
  handlers: {
    ask: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.objectSendClient<typeof approvals>({ name: 'Approvals' }, ctx.key).note(id);
      return promise;
    }),
    note: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<{ ids: string[] }>, id: string): Promise<void> => {
        ctx.set('ids', [...((await ctx.get('ids')) ?? []), id]);
      },
    ),
    approve: async (ctx: restate.ObjectContext<{ ids: string[] }>): Promise<number> => {
      const ids = (await ctx.get('ids')) ?? [];
      ctx.clear('ids');
      for (const id of ids) ctx.resolveAwakeable(id, 'yes');
      return ids.length;
    },
  },
});

/** A semaphore that clients use: each acquire waits for a release. */
export const semaphore = restate.object({
  name: 'Semaphore',
  handlers: {
    acquire: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext): Promise<void> => {
      const { id, promise } = ctx.awakeable<string>();
      ctx.objectSendClient<typeof semaphore>({ name: 'Semaphore' }, ctx.key).enqueue(id);
      await promise;
    }),
    enqueue: restate.handlers.object.exclusive(
      { ingressPrivate: true },
      async (ctx: restate.ObjectContext<{ ids: string[]; free: number }>, id: string): Promise<void> => {
        const free = (await ctx.get('free')) ?? 1;
        if (free > 0) ctx.resolveAwakeable(id, 'in');
        else ctx.set('ids', [...((await ctx.get('ids')) ?? []), id]);
        ctx.set('free', Math.max(0, free - 1));
      },
    ),
    release: async (ctx: restate.ObjectContext<{ ids: string[]; free: number }>): Promise<void> => {
      const [first, ...others] = (await ctx.get('ids')) ?? [];
      if (first === undefined) ctx.set('free', 1);
      else ctx.resolveAwakeable(first, 'in');
      ctx.set('ids', others);
    },
  },
});

/** Waits for a promise that its shared handler completes. */
export const signup = restate.workflow({
  name: 'Signup',
  handlers: {
    run: async (ctx: restate.WorkflowContext): Promise<string> => ctx.promise<string>('click'),
    click: async (ctx: restate.WorkflowSharedContext): Promise<void> => ctx.promise<string>('click').resolve('yes'),
  },
});

/** Shows the id of an awakeable in its state, and expects an object. */
export const checkout = restate.object({
  name: 'Checkout',
  handlers: {
    run: async (ctx: restate.ObjectContext): Promise<string> => {
      const { id, promise } = ctx.awakeable<{ paid: boolean }>();
      await ctx.run('ask for the payment', () => id);
      const { paid } = await promise;
      return paid ? 'sent' : 'dropped';
    },
  },
});
