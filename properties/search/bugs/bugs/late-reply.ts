import * as restate from '@restatedev/restate-sdk';
import * as fc from 'fast-check';
import { everyWrite } from '../../../../sim/checks/build-invariant.ts';
import { bug } from '../bug.ts';

type Session = { readonly number: number; readonly lines: readonly string[] };
type Reply = { readonly session: number; readonly text: string };

const CHECKS = 3;

const model = restate.service({
  name: 'Model',
  handlers: {
    think: async (ctx: restate.Context, ask: { key: string } & Reply): Promise<void> => {
      for (let check = 0; check < CHECKS; check++) await ctx.run(`think ${check}`, () => ask.text);
      ctx.objectSendClient<ReturnType<typeof chat>>({ name: 'Chat' }, ask.key).replied({
        session: ask.session,
        text: ask.text,
      });
    },
  },
});

const chat = (isFixed: boolean) =>
  restate.object({
    name: 'Chat',
    handlers: {
      say: async (ctx: restate.ObjectContext<{ session: Session }>, text: string): Promise<void> => {
        const { number, lines } = (await ctx.get('session')) ?? { number: 1, lines: [] };
        ctx.set('session', { number, lines: [...lines, `${number}: ${text}`] });
        ctx
          .serviceSendClient<typeof model>({ name: 'Model' })
          .think({ key: ctx.key, session: number, text: `${number}: re ${text}` });
      },
      replied: async (ctx: restate.ObjectContext<{ session: Session }>, reply: Reply): Promise<void> => {
        const { number, lines } = (await ctx.get('session')) ?? { number: 1, lines: [] };
        if (isFixed && number !== reply.session) return;
        ctx.set('session', { number, lines: [...lines, reply.text] });
      },
      restart: async (ctx: restate.ObjectContext<{ session: Session }>): Promise<void> => {
        const { number } = (await ctx.get('session')) ?? { number: 1 };
        ctx.set('session', { number: number + 1, lines: [] });
      },
    },
  });

export const lateReply = bug('a reply that comes to the next session', {
  mistake: 'A reply does not name its session, so that a late one is added to the next session.',
  breaks: 'a session holds only its own lines',
  scenario: (isFixed) => ({
    services: [chat(isFixed), model],
    operations: ({ call }) => [
      call(chat(isFixed), 'say', { key: fc.constantFrom('a', 'b'), input: fc.constantFrom('hello', 'and') }),
      call(chat(isFixed), 'restart', { key: fc.constantFrom('a', 'b', 'c', 'd') }),
    ],
    maxOperations: 5,
    invariants: [
      everyWrite('a session holds only its own lines', { service: 'Chat', state: 'session' }, ({ value }) => {
        const { number, lines } = value as Session;
        const foreign = lines.find((line) => !line.startsWith(`${number}:`));
        return foreign === undefined ? true : `session ${number} holds "${foreign}"`;
      }),
    ],
  }),
});
