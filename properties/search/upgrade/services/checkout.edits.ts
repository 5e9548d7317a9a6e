import { MOVED, type EditedService } from '../edited-service.ts';

/** `run` stores: 1 call Stock/tea/reserve, 2 run "price", 3 run "charge", 4 set receipt. */
export const checkout: EditedService = {
  name: 'checkout',
  file: new URL('checkout.ts', import.meta.url),
  hints: { examples: { 'Checkout/run': [{ line: { sku: 'tea', quantity: 2 }, card: 'visa' }] }, keys: ['c1'] },
  edits: [
    {
      name: 'the payload of a call gains a field',
      replace: [
        ['  quantity: number;\n  cart: string;\n', '  quantity: number;\n  cart: string;\n  channel?: string;\n'],
        ['cart: ctx.key })', "cart: ctx.key, channel: 'web' })"],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Checkout/run',
          kind: 'breaks in flight at entry 1 (call Stock/tea/reserve)',
          points: {
            'Checkout/run': 'safe up to before entry 1, breaks from after entry 1 (call Stock/tea/reserve) on',
            'Stock/reserve': /^breaks at each of/,
          },
          old: 'cart: ctx.key })',
          next: "channel: 'web' })",
          resumed: {
            'Checkout/run': 'breaks from before entry 1 to before the result of entry 3 (run "charge") is stored',
            'Stock/reserve': /^breaks at each of/,
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Checkout/run',
          kind: 'breaks in flight when it is rolled back at entry 1 (call Stock/tea/reserve)',
          old: 'cart: ctx.key })',
          next: "channel: 'web' })",
        },
      ],
    },
    {
      name: 'fields of the state come in another order',
      replace: [["ctx.set('receipt', { total, paid })", "ctx.set('receipt', { paid, total })"]],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Checkout/run',
          kind: 'breaks in flight at entry 4 (set receipt)',
          points: {
            'Checkout/run': 'safe up to after entry 3 (run "charge"), breaks from after entry 4 (set receipt) on',
          },
          old: "ctx.set('receipt'",
          next: "ctx.set('receipt'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Checkout/run',
          kind: 'breaks in flight when it is rolled back at entry 4 (set receipt)',
          old: "ctx.set('receipt'",
          next: "ctx.set('receipt'",
        },
      ],
    },
    {
      name: 'a field of the state is renamed',
      replace: [
        ['receipt: { total: number; paid: string }', 'receipt: { total: number; text: string }'],
        ["ctx.set('receipt', { total, paid })", "ctx.set('receipt', { total, text: paid })"],
        ['receipt.paid', 'receipt.text'],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Checkout/run',
          kind: 'breaks in flight at entry 4 (set receipt)',
          points: {
            'Checkout/run': 'safe up to after entry 3 (run "charge"), breaks from after entry 4 (set receipt) on',
          },
          old: "ctx.set('receipt'",
          next: "ctx.set('receipt'",
        },
        {
          on: ['rollback in-place'],
          handler: 'Checkout/run',
          kind: 'breaks in flight when it is rolled back at entry 4 (set receipt)',
          old: "ctx.set('receipt'",
          next: "ctx.set('receipt'",
        },
      ],
      differs: [{ on: ['new', 'resume', 'rollback'], what: /Silently different: the answer to/ }],
    },
    {
      name: 'a field that is not set comes with a call',
      replace: [
        [
          '  quantity: number;\n  cart: string;\n',
          '  quantity: number;\n  cart: string;\n  note?: string | undefined;\n',
        ],
        ['cart: ctx.key })', 'cart: ctx.key, note: request.note })'],
      ],
    },
    {
      name: 'prices are asked for in another way',
      replace: [['() => prices.of(line)', 'async () => Math.round(await prices.of(line))']],
    },
  ],
};
