import * as restate from '@restatedev/restate-sdk';
import { effect } from '../../sim/index.ts';

/** A board with done tasks; adding a task again changes nothing. */
export const board = effect({
  state: () => new Set<string>(),
  apply: (done: Set<string>, task: string): void => {
    done.add(task);
  },
  latenciesMs: [0, 7],
  idempotencyKey: (task: string) => task,
});

/** Adds a task to the board. */
export type Note = (task: string) => Promise<void>;

/** An object with effects that others can observe, and with calls and sends. */
export const foreman = (note: Note) =>
  restate.object({
    name: 'Foreman',
    handlers: {
      /** Makes one effect after another. */
      works: async (ctx: restate.ObjectContext): Promise<void> => {
        const job = ctx.rand.uuidv4();
        for (const what of ['one', 'two', 'three', 'four', 'five']) await ctx.run(what, () => note(`${job} ${what}`));
      },
      /** Sends to handlers that wait, and waits itself: forever, unless an operator ends it. */
      waitsWithOthers: async (ctx: restate.ObjectContext): Promise<void> => {
        const own = ctx.objectSendClient<ForemanObject>({ name: 'Foreman' }, ctx.key);
        for (let count = 0; count < 3; count++) own.waits();
        await ctx.objectClient<ForemanObject>({ name: 'Foreman' }, ctx.key).waits();
      },
      /** Sends twice, and cancels the second one, which is queued. */
      callsOff: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext, other: string): Promise<string> => {
          const to = ctx.objectSendClient<ForemanObject>({ name: 'Foreman' }, other);
          to.works();
          const id = await to.works().invocationId;
          ctx.cancel(id);
          return ctx.attach<void>(id).map((_, failure) => failure?.message ?? 'was too late');
        },
      ),
      waits: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext<{ open: boolean }>): Promise<void> => {
          if ((await ctx.get('open')) !== true) await ctx.awakeable().promise;
        },
      ),
    },
  });

type ForemanObject = ReturnType<typeof foreman>;
