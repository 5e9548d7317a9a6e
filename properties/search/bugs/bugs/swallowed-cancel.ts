import * as restate from '@restatedev/restate-sdk';
import { bug } from '../bug.ts';
import { answersAgree } from '../judge.ts';

const FULL = 507;
const READERS = ['ann', 'bob', 'cid'] as const;

const mailbox = restate.object({
  name: 'Mailbox',
  handlers: {
    deliver: async (ctx: restate.ObjectContext<{ issues: string[] }>, issue: string): Promise<void> => {
      const issues = (await ctx.get('issues')) ?? [];
      if (issues.length >= 9) throw new restate.TerminalError('the mailbox is full', { errorCode: FULL });
      await ctx.sleep(20);
      ctx.set('issues', [...issues, issue]);
    },
  },
});

const newsletter = (isFixed: boolean) =>
  restate.service({
    name: 'Newsletter',
    handlers: {
      publish: async (ctx: restate.Context): Promise<string> => {
        const issue = ctx.rand.uuidv4();
        for (const reader of READERS) {
          try {
            await ctx.objectClient<typeof mailbox>({ name: 'Mailbox' }, reader).deliver(issue);
          } catch (error) {
            // One mailbox that is full must not keep the other readers from theirs.
            const isFull = error instanceof restate.TerminalError && error.code === FULL;
            if (isFixed && !isFull) throw error;
          }
        }
        return issue;
      },
    },
  });

export const swallowedCancel = bug('a cancel that is swallowed', {
  mistake: 'A handler ignores the error of one call and goes on, and the error is its own cancel.',
  breaks: 'an issue that is published reaches every reader',
  scenario: (isFixed) => ({
    services: [mailbox, newsletter(isFixed)],
    operations: ({ call }) => [call(newsletter(isFixed), 'publish', {})],
    maxOperations: 4,
    invariants: [
      answersAgree('an issue that is published reaches every reader', (responses, view) => {
        for (const { handler, status, output } of responses) {
          if (handler !== 'publish' || status !== 200) continue;
          for (const reader of READERS) {
            const issues = (view.state('Mailbox', reader, 'issues') as unknown[] | undefined) ?? [];
            if (!issues.includes(output)) return `${String(output)} was published, and ${reader} did not get it`;
          }
        }
        return undefined;
      }),
    ],
  }),
});
