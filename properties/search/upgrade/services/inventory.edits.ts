import { MOVED, type EditedService } from '../edited-service.ts';

/** `reserve` stores: 1 get left, 2 get reservations, 3 set left, 4 set reservations, 5 send Inventory/tea/release. */
export const inventory: EditedService = {
  name: 'inventory',
  file: new URL('inventory.ts', import.meta.url),
  hints: {
    examples: { 'Inventory/reserve': [{ cart: 'c1', quantity: 2 }], 'Inventory/confirm': ['c1'] },
    keys: ['tea'],
  },
  edits: [
    {
      name: 'a delayed message has another payload',
      replace: [
        ['.release(cart,', '.release({ cart },'],
        [
          'async (ctx: Ctx, cart: string) => {\n      const',
          'async (ctx: Ctx, { cart }: { cart: string }) => {\n      const',
        ],
      ],
      breaks: [
        {
          on: ['in-place'],
          handler: 'Inventory/release',
          kind: 'breaks in flight at entry 2 (get left)',
          old: "ctx.set('left', ((await ctx.get",
        },
        {
          on: ['rollback in-place'],
          handler: 'Inventory/release',
          kind: 'breaks in flight when it is rolled back at entry 2 (get left)',
          next: "ctx.set('left', ((await ctx.get",
        },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight at entry 5 (send Inventory/tea/release)',
          points: {
            'Inventory/reserve':
              'safe up to after entry 4 (set reservations), breaks from after entry 5 (send Inventory/tea/release) on',
          },
          old: '.release(cart,',
          next: '.release({ cart },',
        },
        {
          on: ['rollback in-place'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight when it is rolled back at entry 5 (send Inventory/tea/release)',
          old: '.release(cart,',
          next: '.release({ cart },',
        },
      ],
      differs: [{ on: ['new', 'in-place', 'rollback', 'rollback in-place'], what: /Silently different: the state/ }],
    },
    {
      name: 'reservations are a list',
      replace: [
        ['reservations: Record<string, number>;', 'reservations: Reservation[];'],
        [
          "const reservations = (await ctx.get('reservations')) ?? {};\n      ctx.set('left', left - quantity);",
          "const reservations = (await ctx.get('reservations')) ?? [];\n      ctx.set('left', left - quantity);",
        ],
        ['{ ...reservations, [cart]: quantity }', '[...reservations, { cart, quantity }]'],
        [
          "      const { [cart]: quantity, ...others } = (await ctx.get('reservations')) ?? {};\n      if (quantity === undefined) return false;\n      ctx.set('reservations', others);",
          "      const all = (await ctx.get('reservations')) ?? [];\n      const others = all.filter((each) => each.cart !== cart);\n      if (others.length === all.length) return false;\n      ctx.set('reservations', others);",
        ],
        [
          "      const { [cart]: quantity, ...others } = (await ctx.get('reservations')) ?? {};\n      if (quantity === undefined) return;",
          "      const all = (await ctx.get('reservations')) ?? [];\n      const others = all.filter((each) => each.cart !== cart);\n      const quantity = all.find((each) => each.cart === cart)?.quantity;\n      if (quantity === undefined) return;",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Inventory/release',
          kind: 'breaks in flight when it is rolled back at entry 2 (get left)',
          next: "ctx.set('left', ((await ctx.get",
        },
        {
          on: ['rollback in-place'],
          handler: 'Inventory/confirm',
          kind: 'breaks in flight when it is rolled back at entry 2 (set reservations)',
          operations: 2,
        },
        {
          on: ['new', ...MOVED],
          handler: 'Inventory/reserve',
          kind: 'endless retry',
          next: '[...reservations, { cart, quantity }]',
          operations: 2,
        },
        { on: ['new', ...MOVED], handler: 'Inventory/confirm', kind: 'endless retry', operations: 2 },
        { on: ['new', ...MOVED], handler: 'Inventory/release', kind: 'endless retry' },
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight at entry 4 (set reservations)',
          old: '{ ...reservations, [cart]: quantity }',
          next: '[...reservations, { cart, quantity }]',
        },
        {
          on: ['rollback in-place'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight when it is rolled back at entry 4 (set reservations)',
          old: '{ ...reservations, [cart]: quantity }',
          next: '[...reservations, { cart, quantity }]',
        },
      ],
      differs: [{ on: ['rollback', 'rollback in-place'], what: /Silently different: / }],
    },
    {
      name: 'two reads change places',
      replace: [
        [
          "      const left = (await ctx.get('left')) ?? INITIAL;\n",
          "      const reservations = (await ctx.get('reservations')) ?? {};\n      const left = (await ctx.get('left')) ?? INITIAL;\n",
        ],
        [
          "      const reservations = (await ctx.get('reservations')) ?? {};\n      ctx.set('left', left - quantity);",
          "      ctx.set('left', left - quantity);",
        ],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight at entry 1 (get left)',
          points: { 'Inventory/reserve': 'safe up to before entry 1, breaks from after entry 1 (get left) on' },
          old: "const left = (await ctx.get('left'))",
          next: "const reservations = (await ctx.get('reservations'))",
        },
        {
          on: ['rollback in-place'],
          handler: 'Inventory/reserve',
          kind: 'breaks in flight when it is rolled back at entry 1 (get reservations)',
          old: "const left = (await ctx.get('left'))",
          next: "const reservations = (await ctx.get('reservations'))",
        },
      ],
    },
    { name: 'carts hold units for longer', replace: [['minutes: 15', 'minutes: 30']] },
    {
      name: 'what is confirmed is logged',
      replace: [
        [
          'if (quantity === undefined) return false;',
          "if (quantity === undefined) return false;\n      ctx.console.info('confirmed', quantity);",
        ],
      ],
    },
  ],
};
