import * as restate from '@restatedev/restate-sdk';

interface Expense {
  employee: string;
  cents: number;
}

interface Decision {
  approved: boolean;
}

const chat = {
  ask: async (who: string, question: string, awakeable: string): Promise<string> => `${who}: ${question} ${awakeable}`,
};

/** An expense is paid after the manager and then the finance team have said yes, by a button that resolves an awakeable. */
export const expenses = restate.object({
  name: 'Expenses',
  handlers: {
    submit: async (ctx: restate.ObjectContext<{ status: string }>, expense: Expense): Promise<string> => {
      const question = `may ${expense.employee} spend ${expense.cents}?`;
      const manager = ctx.awakeable<Decision>();
      await ctx.run('ask manager', () => chat.ask('manager', question, manager.id));
      if (!(await manager.promise).approved) return 'refused by the manager';
      const finance = ctx.awakeable<Decision>();
      await ctx.run('ask finance', () => chat.ask('finance', question, finance.id));
      if (!(await finance.promise).approved) return 'refused by finance';
      ctx.set('status', 'approved');
      await ctx.run('pay out', () => chat.ask('payroll', `pay ${expense.cents}`, ''));
      return 'approved';
    },
  },
});
