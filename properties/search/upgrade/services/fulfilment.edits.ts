import { MOVED, type EditedService } from '../edited-service.ts';

const BEFORE_NOTE =
  'safe up to after entry 3 (run "book carrier"), breaks from after entry 4 (call Notifications/send) on';

/** `process` stores: 1 call Billing/charge, 2 sleep 8 h, 3 run "book carrier", 4 call Notifications/send. */
export const fulfilment: EditedService = {
  name: 'fulfilment',
  file: new URL('fulfilment.ts', import.meta.url),
  hints: { examples: { 'Fulfilment/process': [{ id: 'o1', address: 'Main Street 1', cents: 500 }] } },
  edits: [
    {
      name: 'the customer is notified by a message',
      replace: [
        ['const notified = await ctx.serviceClient(notifications)', 'ctx.serviceSendClient(notifications)'],
        ['notified.slice(0, 4)', "'sent'"],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Fulfilment/process',
          kind: 'breaks in flight at entry 4 (call Notifications/send)',
          points: { 'Fulfilment/process': BEFORE_NOTE },
          old: 'serviceClient(notifications)',
          next: 'serviceSendClient(notifications)',
          resumed: {
            'Fulfilment/process':
              'safe up to before the result of entry 3 (run "book carrier") is stored, breaks from before entry 4 to after entry 4 (call Notifications/send)',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Fulfilment/process',
          kind: 'breaks in flight when it is rolled back at entry 4 (send Notifications/send)',
          old: 'serviceClient(notifications)',
          next: 'serviceSendClient(notifications)',
        },
      ],
    },
    {
      name: 'one more random value is drawn first',
      replace: [
        [
          '      const reference = ctx.rand.uuidv4();',
          "      ctx.console.log('span', ctx.rand.uuidv4());\n      const reference = ctx.rand.uuidv4();",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Fulfilment/process',
          kind: 'breaks in flight at entry 4 (call Notifications/send)',
          points: { 'Fulfilment/process': BEFORE_NOTE },
          old: 'serviceClient(notifications)',
          next: 'serviceClient(notifications)',
          resumed: {
            'Fulfilment/process':
              'safe up to before the result of entry 3 (run "book carrier") is stored, breaks from before entry 4 to after entry 4 (call Notifications/send)',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Fulfilment/process',
          kind: 'breaks in flight when it is rolled back at entry 4 (call Notifications/send)',
          old: 'serviceClient(notifications)',
          next: 'serviceClient(notifications)',
        },
      ],
    },
    {
      name: 'billing answers with an object',
      replace: [
        [
          "return ctx.run('charge', () => bank.charge(order.id, order.cents));",
          "return { receipt: await ctx.run('charge', () => bank.charge(order.id, order.cents)) };",
        ],
        ['const receipt = await', 'const { receipt } = await'],
      ],
      differs: [{ on: ['new', ...MOVED, 'rollback', 'rollback in-place'], what: /Silently different: / }],
    },
    {
      name: 'the address is checked before the night',
      replace: [
        [
          '      await ctx.sleep({ hours: 8 });',
          "      await ctx.run('check address', () => order.address !== '');\n      await ctx.sleep({ hours: 8 });",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Fulfilment/process',
          kind: 'breaks in flight at entry 2 (sleep)',
          points: { 'Fulfilment/process': 'safe up to before entry 2, breaks from after entry 2 (sleep 8 h) on' },
          old: 'ctx.sleep(',
          next: "ctx.run('check address'",
          resumed: {
            'Fulfilment/process':
              'safe up to after entry 1 (call Billing/charge), breaks from before entry 2 to after entry 4 (call Notifications/send)',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Fulfilment/process',
          kind: 'breaks in flight when it is rolled back at entry 2 (run "check address")',
          old: 'ctx.sleep(',
          next: "ctx.run('check address'",
        },
      ],
    },
    { name: 'the night is shorter', replace: [['hours: 8', 'hours: 1']] },
    {
      name: 'a parcel is booked in another way',
      replace: [['`parcel to ${address}`', '`express parcel to ${address}`']],
    },
  ],
};
