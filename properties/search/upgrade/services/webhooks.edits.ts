import { MOVED, type EditedService } from '../edited-service.ts';

const BEFORE_SEND = 'safe up to before entry 3, breaks from after entry 3 (send Accounts/ann/apply) on';
const BEFORE_CALL =
  'safe up to after entry 1 (run "check signature"), breaks from after entry 2 (call Events/e1/claim) on';

/** `receive` stores: 1 run "check signature", 2 call Events/e1/claim, 3 send Accounts/ann/apply. */
export const webhooks: EditedService = {
  name: 'webhooks',
  file: new URL('webhooks.ts', import.meta.url),
  hints: { examples: { 'Webhooks/receive': [{ id: 'e1', account: 'ann', type: 'invoice.paid' }] } },
  edits: [
    {
      name: 'a message has an idempotency key',
      replace: [['.apply(hook)', '.apply(hook, restate.rpc.sendOpts({ idempotencyKey: hook.id }))']],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Webhooks/receive',
          kind: 'breaks in flight at entry 3 (send Accounts/ann/apply)',
          points: { 'Webhooks/receive': BEFORE_SEND },
          old: '.apply(hook)',
          next: '.apply(hook,',
        },
        {
          on: ['rollback in-place'],
          handler: 'Webhooks/receive',
          kind: 'breaks in flight when it is rolled back at entry 3 (send Accounts/ann/apply)',
          old: '.apply(hook)',
          next: '.apply(hook,',
        },
      ],
    },
    {
      name: 'a call has a header',
      replace: [[".claim('provider')", ".claim('provider', restate.rpc.opts({ headers: { 'x-source': hook.type } }))"]],
      breaks: [
        {
          on: MOVED,
          handler: 'Webhooks/receive',
          kind: 'breaks in flight at entry 2 (call Events/e1/claim)',
          points: { 'Webhooks/receive': BEFORE_CALL },
          old: ".claim('provider')",
          next: ".claim('provider',",
          resumed: {
            'Webhooks/receive':
              'safe up to before the result of entry 1 (run "check signature") is stored, breaks from before entry 2 to after entry 2 (call Events/e1/claim)',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Webhooks/receive',
          kind: 'breaks in flight when it is rolled back at entry 2 (call Events/e1/claim)',
          old: ".claim('provider')",
          next: ".claim('provider',",
        },
      ],
    },
    {
      name: 'accounts have other keys',
      replace: [
        ['ctx.objectSendClient(accounts, hook.account)', 'ctx.objectSendClient(accounts, `acme-${hook.account}`)'],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Webhooks/receive',
          kind: 'breaks in flight at entry 3 (send Accounts/ann/apply)',
          points: { 'Webhooks/receive': BEFORE_SEND },
          old: '.apply(hook)',
          next: '.apply(hook)',
        },
        {
          on: ['rollback in-place'],
          handler: 'Webhooks/receive',
          kind: 'breaks in flight when it is rolled back at entry 3 (send Accounts/acme-ann/apply)',
          old: '.apply(hook)',
          next: '.apply(hook)',
        },
      ],
    },
    {
      name: 'the team is alerted at the end',
      replace: [
        [
          "        await ctx.run('note', () => crm.note(ctx.key, hook.type));",
          "        await ctx.run('note', () => crm.note(ctx.key, hook.type));\n        await ctx.run('alert', () => crm.note('on call', hook.type));",
        ],
      ],
      breaks: [
        {
          on: ['rollback in-place'],
          handler: 'Accounts/apply',
          kind: 'breaks in flight when it is rolled back at entry 3 (run "alert")',
          next: "ctx.run('alert'",
        },
      ],
    },
    { name: 'a signature is checked in another way', replace: [["=> id !== ''", '=> id.length > 0']] },
    { name: 'the answer is shorter', replace: [["return 'accepted';", "return 'ok';"]] },
  ],
};
