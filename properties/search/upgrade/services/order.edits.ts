import { MOVED, type EditedService } from '../edited-service.ts';

/** `place` stores: 1 run "charge card", 2 set status, 3 sleep, 4 run "ship", 5 set status. */
export const order: EditedService = {
  name: 'order',
  file: new URL('order.ts', import.meta.url),
  hints: { examples: { 'Order/place': [{ items: [{ sku: 'tea', quantity: 2 }], cents: 500 }] }, keys: ['o1'] },
  edits: [
    {
      name: 'a fraud check comes before an order is paid',
      replace: [
        [
          "ctx.set('status', 'paid');",
          "await ctx.run('check fraud', () => cents < 1_000);\n      ctx.set('status', 'paid');",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Order/place',
          kind: 'breaks in flight at entry 2 (set status)',
          points: {
            'Order/place': 'safe up to after entry 1 (run "charge card"), breaks from after entry 2 (set status) on',
          },
          old: "ctx.set('status', 'paid')",
          next: "ctx.run('check fraud'",
          resumed: {
            'Order/place':
              'safe up to before the result of entry 1 (run "charge card") is stored, breaks from before entry 2 to before the result of entry 4 (run "ship") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Order/place',
          kind: 'breaks in flight when it is rolled back at entry 2 (run "check fraud")',
          old: "ctx.set('status', 'paid')",
          next: "ctx.run('check fraud'",
        },
      ],
    },
    {
      name: 'a step is renamed',
      replace: [["ctx.run('charge card'", "ctx.run('charge'"]],
      breaks: [
        {
          on: MOVED,
          handler: 'Order/place',
          kind: 'breaks in flight at entry 1 (run "charge card")',
          points: {
            'Order/place':
              'safe up to before entry 1, breaks from before the result of entry 1 (run "charge card") is stored on',
          },
          old: "ctx.run('charge card'",
          next: "ctx.run('charge'",
          resumed: {
            'Order/place': 'breaks from before entry 1 to before the result of entry 4 (run "ship") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Order/place',
          kind: 'breaks in flight when it is rolled back at entry 1 (run "charge")',
          old: "ctx.run('charge card'",
          next: "ctx.run('charge'",
        },
      ],
    },
    {
      name: 'an order is shipped at once, and the wait comes after it',
      replace: [
        ['      await ctx.sleep({ minutes: 30 });\n', ''],
        [
          "      ctx.set('status', 'shipped');",
          "      await ctx.sleep({ minutes: 30 });\n      ctx.set('status', 'shipped');",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Order/place',
          kind: 'breaks in flight at entry 3 (sleep)',
          points: {
            'Order/place': 'safe up to after entry 2 (set status), breaks from after entry 3 (sleep 30 min) on',
          },
          old: 'ctx.sleep(',
          next: "ctx.run('ship'",
          resumed: {
            'Order/place':
              'safe up to before the result of entry 1 (run "charge card") is stored, breaks from before entry 2 to before the result of entry 4 (run "ship") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Order/place',
          kind: 'breaks in flight when it is rolled back at entry 3 (run "ship")',
          old: 'ctx.sleep(',
          next: "ctx.run('ship'",
        },
      ],
    },
    {
      name: 'a status has another value',
      replace: [
        ["type Status = 'new' | 'paid' | 'shipped';", "type Status = 'new' | 'charged' | 'shipped';"],
        ["ctx.set('status', 'paid')", "ctx.set('status', 'charged')"],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Order/place',
          kind: 'breaks in flight at entry 2 (set status)',
          points: {
            'Order/place': 'safe up to after entry 1 (run "charge card"), breaks from after entry 2 (set status) on',
          },
          old: "ctx.set('status', 'paid')",
          next: "ctx.set('status', 'charged')",
          resumed: {
            'Order/place':
              'safe up to before the result of entry 1 (run "charge card") is stored, breaks from before entry 2 to before the result of entry 4 (run "ship") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Order/place',
          kind: 'breaks in flight when it is rolled back at entry 2 (set status)',
          old: "ctx.set('status', 'paid')",
          next: "ctx.set('status', 'charged')",
        },
      ],
    },
    {
      name: 'a step is tried five times at most',
      replace: [
        [
          "const tracking = await ctx.run('ship', () => warehouse.ship(ctx.key, items));",
          "const tracking = await ctx.run('ship', () => warehouse.ship(ctx.key, items), { maxRetryAttempts: 5 });",
        ],
      ],
    },
    {
      name: 'the customer gets a mail at the end',
      replace: [
        [
          "ctx.set('status', 'shipped');",
          "ctx.set('status', 'shipped');\n      await ctx.run('send mail', () => `${tracking} is on its way`);",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Order/place',
          kind: 'breaks in flight when it is rolled back at entry 6 (run "send mail")',
          next: "ctx.run('send mail'",
        },
      ],
    },
    {
      name: 'a handler is added, and one logs',
      replace: [
        [
          "      ctx.set('status', 'paid');",
          "      ctx.console.log('charged', receipt);\n      ctx.set('status', 'paid');",
        ],
        [
          '    status: restate.handlers',
          `    isShipped: restate.handlers.object.shared(
      async (ctx: restate.ObjectSharedContext<State>): Promise<boolean> => (await ctx.get('status')) === 'shipped',
    ),

    status: restate.handlers`,
        ],
      ],
    },
  ],
};
