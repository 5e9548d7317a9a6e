import * as restate from '@restatedev/restate-sdk';
import type { AnyDefinition } from '../../sim/simulation/scenario/scenario.ts';
import type { OperationSpec } from '../../sim/simulation/scenario/operation-spec.ts';
import type { AdviceCode } from '../../sim/checks/advice/advice.ts';

/** A bug that one kind of advice suspects, and a twin that only looks like it. */
export interface Twins {
  readonly code: AdviceCode;
  readonly services: (isInnocent: boolean) => readonly AnyDefinition[];
  /** Requests, each of a client of its own. */
  readonly requests: readonly Omit<OperationSpec, 'kind'>[];
  /** An operator cancels the first request at this entry. */
  readonly cancelAt?: number;
  /** What the advice says, in this order. */
  readonly words: readonly string[];
}

type Bare = restate.ObjectContext;

const mailer = (isInnocent: boolean) =>
  restate.object({
    name: 'Mailer',
    handlers: {
      welcome: async (ctx: Bare, address: string): Promise<void> => {
        if (isInnocent) ctx.set('failed', address);
        else throw new restate.TerminalError(`cannot write to ${address}`, { errorCode: 422 });
      },
    },
  });

const signup = (isInnocent: boolean) =>
  restate.object({
    name: 'Signup',
    handlers: {
      join: async (ctx: Bare): Promise<void> => {
        ctx.objectSendClient(mailer(isInnocent), 'all').welcome('nowhere');
      },
    },
  });

const quote = (isInnocent: boolean) =>
  restate.object({
    name: 'Quote',
    handlers: {
      update: async (ctx: Bare, value: number): Promise<void> => {
        if (isInnocent) await ctx.run('look up', () => value);
        ctx.set('low', value);
        if (!isInnocent) await ctx.sleep(100);
        ctx.set('high', value + 1);
      },
      read: restate.handlers.object.shared(async (ctx: restate.ObjectSharedContext) => [
        await ctx.get('low'),
        await ctx.get('high'),
      ]),
    },
  });

const seats = (isInnocent: boolean) =>
  restate.object({
    name: 'Seats',
    handlers: {
      left: restate.handlers.object.shared(
        async (ctx: restate.ObjectSharedContext): Promise<number> => (await ctx.get<number>('left')) ?? 9,
      ),
      leave: async (ctx: Bare, left: number): Promise<void> => {
        if (isInnocent) await ctx.get('left');
        ctx.set('left', left);
      },
    },
  });

const booking = (isInnocent: boolean) =>
  restate.service({
    name: 'Booking',
    handlers: {
      book: async (ctx: restate.Context): Promise<void> => {
        const office = ctx.objectClient(seats(isInnocent), 'show');
        const left = await office.left();
        await ctx.sleep(50);
        await office.leave(left - 1);
      },
    },
  });

const renewal = (isInnocent: boolean) =>
  restate.object({
    name: 'Plan',
    handlers: {
      subscribe: async (ctx: Bare): Promise<void> => {
        ctx.objectSendClient<typeof plan>({ name: 'Plan' }, ctx.key).renew(restate.rpc.sendOpts({ delay: 1_000 }));
      },
      renew: async (ctx: Bare): Promise<void> => {
        if (isInnocent && (await ctx.get('paid')) !== null) return;
        ctx.set('paid', true);
      },
    },
  });
const plan = renewal(false);

const job = (isInnocent: boolean) =>
  restate.object({
    name: 'Job',
    handlers: {
      work: async (ctx: Bare): Promise<string> => {
        try {
          await ctx.sleep(1_000);
        } catch (error) {
          await ctx.run('tidy up', () => 1);
          if (isInnocent) throw error;
        }
        return 'done';
      },
    },
  });

const approval = (isInnocent: boolean) =>
  restate.workflow({
    name: 'Approval',
    handlers: {
      run: async (ctx: restate.WorkflowContext): Promise<string> => {
        await ctx.sleep(10);
        ctx.set('over', true);
        return 'over';
      },
      approve: async (ctx: restate.WorkflowSharedContext): Promise<void> => {
        if (isInnocent && (await ctx.get('over')) === true)
          throw new restate.TerminalError('too late', { errorCode: 409 });
        await ctx.promise<string>('approved').resolve('yes');
      },
    },
  });

/** One pair for each kind of advice. */
export const TWINS: readonly Twins[] = [
  {
    code: 'failure-unseen',
    services: (isInnocent) => [signup(isInnocent), mailer(isInnocent)],
    requests: [{ service: 'Signup', handler: 'join', key: 'ann' }],
    words: [
      'welcome of Mailer/all (invocation a/1)',
      'entry 1 of join of Signup/ann',
      '422 "cannot write to nowhere" at 0 ms',
    ],
  },
  {
    code: 'half-change',
    services: (isInnocent) => [quote(isInnocent)],
    requests: [
      { service: 'Quote', handler: 'update', key: 'usd', input: 5 },
      { service: 'Quote', handler: 'read', key: 'usd', afterMs: 50 },
    ],
    words: [
      'update of Quote/usd (invocation a)',
      '"low" (entry 1)',
      'waits (entry 2)',
      '"high" at 100 ms (entry 3)',
      'read of Quote/usd',
    ],
  },
  {
    code: 'lost-update',
    services: (isInnocent) => [booking(isInnocent), seats(isInnocent)],
    requests: [
      { service: 'Booking', handler: 'book' },
      { service: 'Booking', handler: 'book', afterMs: 10 },
    ],
    words: [
      'book of Booking (invocation b) read "left" of Seats/show by left',
      'leave of Seats/show',
      '(entry 1) at 60 ms',
      'that update is lost',
    ],
  },
  {
    code: 'two-timers',
    services: (isInnocent) => [renewal(isInnocent)],
    requests: [
      { service: 'Plan', handler: 'subscribe', key: 'ann' },
      { service: 'Plan', handler: 'subscribe', key: 'ann', afterMs: 10 },
    ],
    words: [
      'Entry 1 of subscribe of Plan/ann (invocation b)',
      'delayed renew to Plan/ann at 10 ms, due at 1.01 s',
      'both changed something',
    ],
  },
  {
    code: 'cancel-ignored',
    services: (isInnocent) => [job(isInnocent)],
    requests: [{ service: 'Job', handler: 'work', key: 'x' }],
    cancelAt: 1,
    words: ['work of Job/x (invocation a) was cancelled at 0 ms', 'entry 2 (Run "tidy up")', 'returned a result'],
  },
  {
    code: 'late-resolution',
    services: (isInnocent) => [approval(isInnocent)],
    requests: [
      { service: 'Approval', handler: 'run', key: 'x' },
      { service: 'Approval', handler: 'approve', key: 'x', afterMs: 500 },
    ],
    words: [
      'approve of Approval/x (invocation b)',
      '"approved" (entry 1) at 500 ms',
      'the run of Approval/x ended at 10 ms',
    ],
  },
];
