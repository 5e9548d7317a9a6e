import { MOVED, type EditedService } from '../edited-service.ts';

/** `submit` stores: 1 run "ask manager", 2 run "ask finance", 3 set status, 4 run "pay out". */
export const expenses: EditedService = {
  name: 'expenses',
  file: new URL('expenses.ts', import.meta.url),
  hints: {
    examples: { 'Expenses/submit': [{ employee: 'ann', cents: 5_000 }] },
    awakeables: { 'Expenses/submit': [{ approved: true }] },
    keys: ['e1'],
  },
  edits: [
    {
      name: 'one more awakeable is created first',
      replace: [
        [
          '      const manager = ctx.awakeable<Decision>();',
          '      const audit = ctx.awakeable<Decision>();\n      const manager = ctx.awakeable<Decision>();',
        ],
        ["chat.ask('manager', question, manager.id)", "chat.ask('manager', `${question} ${audit.id}`, manager.id)"],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Expenses/submit',
          kind: 'breaks in flight at entry 2 (run "ask finance")',
          old: "ctx.run('ask finance'",
          next: "ctx.run('ask manager'",
        },
        {
          on: MOVED,
          handler: 'Expenses/submit',
          kind: 'waits only in an upgrade',
          points: {
            'Expenses/submit':
              'safe up to before the result of entry 1 (run "ask manager") is stored, breaks from after entry 1 (run "ask manager") on',
          },
          resumed: {
            'Expenses/submit': 'breaks from before entry 1 to before the result of entry 4 (run "pay out") is stored',
          },
        },
        {
          on: MOVED,
          handler: 'Expenses/submit',
          kind: 'breaks in flight at entry 3 (set status)',
          old: "ctx.set('status'",
          next: "ctx.run('ask finance'",
        },
      ],
    },
    {
      name: 'finance is not asked about small amounts',
      replace: [
        [
          `      const finance = ctx.awakeable<Decision>();
      await ctx.run('ask finance', () => chat.ask('finance', question, finance.id));
      if (!(await finance.promise).approved) return 'refused by finance';
`,
          `      if (expense.cents > 10_000) {
        const finance = ctx.awakeable<Decision>();
        await ctx.run('ask finance', () => chat.ask('finance', question, finance.id));
        if (!(await finance.promise).approved) return 'refused by finance';
      }
`,
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Expenses/submit',
          kind: 'breaks in flight at entry 2 (run "ask finance")',
          points: {
            'Expenses/submit':
              'safe up to before entry 2, breaks from before the result of entry 2 (run "ask finance") is stored on',
          },
          old: "ctx.run('ask finance'",
          next: "ctx.set('status'",
          resumed: {
            'Expenses/submit':
              'safe up to before the result of entry 1 (run "ask manager") is stored, breaks from before entry 2 to before the result of entry 4 (run "pay out") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Expenses/submit',
          kind: 'breaks in flight when it is rolled back at entry 2 (set status)',
          old: "ctx.run('ask finance'",
          next: "ctx.set('status'",
        },
      ],
    },
    {
      name: 'a manager has three days',
      replace: [['await manager.promise)', 'await manager.promise.orTimeout({ days: 3 }))']],
      breaks: [
        {
          on: MOVED,
          handler: 'Expenses/submit',
          kind: 'breaks in flight at entry 2 (run "ask finance")',
          points: {
            'Expenses/submit':
              'safe up to before entry 2, breaks from before the result of entry 2 (run "ask finance") is stored on',
          },
          old: "ctx.run('ask finance'",
          next: 'orTimeout(',
          resumed: {
            'Expenses/submit':
              'safe up to before the result of entry 1 (run "ask manager") is stored, breaks from before entry 2 to before the result of entry 4 (run "pay out") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Expenses/submit',
          kind: 'breaks in flight when it is rolled back at entry 2 (sleep)',
          next: 'orTimeout(',
        },
      ],
    },
    {
      name: 'the question is more polite',
      replace: [['`may ${expense.employee} spend', '`please, may ${expense.employee} spend']],
    },
    {
      name: 'who refused is logged',
      replace: [
        [
          "if (!(await finance.promise).approved) return 'refused by finance';",
          "if (!(await finance.promise).approved) {\n        ctx.console.info('refused by finance');\n        return 'refused by finance';\n      }",
        ],
      ],
    },
  ],
};
