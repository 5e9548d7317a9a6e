import * as restate from '@restatedev/restate-sdk';
import { effect } from '../../sim/index.ts';

/** A board on which work is noted: noting it twice is noting it once. */
export const board = effect({
  state: () => new Set<string>(),
  apply: (done: Set<string>, task: string): void => {
    done.add(task);
  },
  latenciesMs: [0, 7],
  idempotencyKey: (task: string) => task,
});

/** Notes a task on the board. */
export type Note = (task: string) => Promise<void>;

/** An object that works where others can see it, and has others work and wait. */
export const foreman = (note: Note) =>
  restate.object({
    name: 'Foreman',
    handlers: {
      /** Does one thing after another that others see. */
      works: async (ctx: restate.ObjectContext): Promise<void> => {
        const job = ctx.rand.uuidv4();
        for (const what of ['one', 'two', 'three', 'four', 'five']) await ctx.run(what, () => note(`${job} ${what}`));
      },
      /** Asks others to wait, and waits itself: for ever, unless somebody ends it. */
      waitsWithOthers: async (ctx: restate.ObjectContext): Promise<void> => {
        const own = ctx.objectSendClient<ForemanObject>({ name: 'Foreman' }, ctx.key);
        for (let count = 0; count < 3; count++) own.waits();
        await ctx.objectClient<ForemanObject>({ name: 'Foreman' }, ctx.key).waits();
      },
      /** Sends two, of whom one has to queue, and takes that one back. */
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
