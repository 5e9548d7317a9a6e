import * as restate from '@restatedev/restate-sdk';
import { effect } from '../../sim/index.ts';

type Notebook = { readonly notes: string[] };

/** The outside world: a list to which every handler may add. */
export const note = effect({
  state: (): Notebook => ({ notes: [] }),
  apply: (state: Notebook, text: string) => state.notes.push(text),
  latenciesMs: [0, 7],
});

/** Adds a note. @returns the number of notes */
export type Noted = (text: string) => Promise<number>;

type Counter = { count: number };

/** An object that other services call, send to and cancel. */
export const counter = (noted: Noted) =>
  restate.object({
    name: 'Counter',
    handlers: {
      add: async (ctx: restate.ObjectContext<Counter>, amount: number): Promise<number> => {
        const count = ((await ctx.get('count')) ?? 0) + amount;
        ctx.set('count', count);
        return count;
      },
      /** Always called with the same idempotency key. */
      once: async (ctx: restate.ObjectContext<Counter>, mood: string): Promise<number> => {
        const count = ((await ctx.get('count')) ?? 0) + 1;
        ctx.set('count', count);
        await ctx.sleep(20);
        if (mood === 'bad') throw new restate.TerminalError('not today', { errorCode: 418 });
        return count;
      },
      /** Its writes stay although it fails. */
      refuses: async (ctx: restate.ObjectContext<Counter>, amount: number): Promise<number> => {
        ctx.set('count', ((await ctx.get('count')) ?? 0) + amount);
        await ctx.run('think it over', () => amount);
        throw new restate.TerminalError('not today', { errorCode: 418 });
      },
      slowly: async (ctx: restate.ObjectContext<Counter>, ms: number): Promise<number> => {
        const count = (await ctx.get('count')) ?? 0;
        await ctx.sleep(ms);
        const times = await ctx.run('note', () => noted(`${ctx.key} ${count}`));
        ctx.set('count', count + times);
        return count;
      },
      forget: async (ctx: restate.ObjectContext<Counter>): Promise<void> => {
        ctx.clearAll();
      },
      relay: async (ctx: restate.ObjectContext<Counter>, to: string): Promise<number> => {
        const answers = await restate.RestatePromise.all([
          ctx.objectClient<CounterObject>({ name: 'Counter' }, to).peek(),
          ctx.run('two things at once', () => 1),
        ]);
        const later = restate.rpc.sendOpts<number>({ delay: answers[0] % 2 === 0 ? 5 : 0 });
        ctx.objectSendClient<CounterObject>({ name: 'Counter' }, to).add(answers[1], later);
        return answers[0];
      },
      peek: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Counter>): Promise<number> => {
        return (await ctx.get('count')) ?? 0;
      }),
      /** The state of an attempt does not change while it runs; the next attempt gets the state of its own start. */
      peekTwice: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext<Counter>): Promise<number> => {
        await ctx.sleep(3);
        return (await ctx.get('count')) ?? 0;
      }),
    },
  });

export type CounterObject = ReturnType<typeof counter>;
