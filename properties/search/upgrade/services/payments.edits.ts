import { MOVED, type EditedService } from '../edited-service.ts';

/** `charge` stores: 1 run "score risk", 2 run "authorize", 3 run "capture", 4 send Ledger/ann/record. */
export const payments: EditedService = {
  name: 'payments',
  file: new URL('payments.ts', import.meta.url),
  hints: { examples: { 'Payments/charge': [{ account: 'ann', cents: 500 }] }, keys: ['ann'] },
  edits: [
    {
      name: 'the first step is removed',
      replace: [
        [
          `      const risk = await ctx.run('score risk', () => fraud.score(account, cents));
      if (risk > 0.9) throw new restate.TerminalError('refused by the fraud check', { errorCode: 402 });
`,
          '',
        ],
        [
          `const fraud = {
  score: async (account: string, cents: number): Promise<number> => (account === 'mallory' && cents > 100 ? 1 : 0),
};

`,
          '',
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Payments/charge',
          kind: 'breaks in flight at entry 1 (run "score risk")',
          points: {
            'Payments/charge':
              'safe up to before entry 1, breaks from before the result of entry 1 (run "score risk") is stored on',
          },
          old: "ctx.run('score risk'",
          next: "ctx.run('authorize'",
          resumed: {
            'Payments/charge': 'breaks from before entry 1 to before the result of entry 3 (run "capture") is stored',
          },
        },
        {
          on: ['rollback in-place'],
          handler: 'Payments/charge',
          kind: 'breaks in flight when it is rolled back at entry 1 (run "authorize")',
          old: "ctx.run('score risk'",
          next: "ctx.run('authorize'",
        },
      ],
    },
    {
      name: 'small amounts are refused on top',
      examples: {
        'Payments/charge': [
          { account: 'ann', cents: 500 },
          { account: 'ann', cents: 50 },
        ],
      },
      replace: [
        [
          '      const risk = await',
          "      if (cents < 100) throw new restate.TerminalError('too small', { errorCode: 400 });\n      const risk = await",
        ],
      ],
      breaks: [
        {
          on: MOVED,
          handler: 'Payments/charge',
          kind: 'breaks in flight at entry 1 (run "score risk")',
          points: { 'Payments/charge': /first before the result of entry 1 \(run "score risk"\) is stored$/ },
          old: "ctx.run('score risk'",
          next: "'too small'",
          resumed: { 'Payments/charge': /first before entry 1$/ },
        },
      ],
    },
    {
      name: 'an entry of the ledger gains a currency',
      replace: [
        ['  cents: number;\n  capture: string;\n}', '  cents: number;\n  capture: string;\n  currency?: string;\n}'],
        ['record({ cents, capture })', "record({ cents, capture, currency: 'EUR' })"],
      ],
      breaks: [
        {
          on: ['in-place'],
          rarely: ['resume'],
          handler: 'Payments/charge',
          kind: 'breaks in flight at entry 4 (send Ledger/ann/record)',
          points: {
            'Payments/charge':
              'safe up to after entry 3 (run "capture"), breaks from after entry 4 (send Ledger/ann/record) on',
          },
          old: 'record({ cents, capture })',
          next: 'record({ cents, capture, currency',
        },
        {
          on: ['rollback in-place'],
          handler: 'Payments/charge',
          kind: 'breaks in flight when it is rolled back at entry 4 (send Ledger/ann/record)',
          old: 'record({ cents, capture })',
          next: 'record({ cents, capture, currency',
        },
      ],
      differs: [{ on: ['new', ...MOVED], what: /the state "entries" of Ledger/ }],
    },
    {
      name: 'the handler of the ledger is renamed',
      replace: [
        ['    record: restate', '    append: restate'],
        ['account).record(', 'account).append('],
      ],
      breaks: [
        {
          on: ['rollback'],
          handler: 'Payments/charge',
          kind: 'calls a handler that is gone after a roll-back: Ledger/append',
          next: 'append({ cents, capture })',
        },
        {
          on: ['new'],
          handler: 'Payments/charge',
          kind: 'calls a handler that is gone: Ledger/record',
          points: { 'Payments/charge': /^breaks at each of/ },
          old: 'record({ cents, capture })',
        },
        { on: ['new', ...MOVED], handler: 'Ledger/record', kind: 'handler gone', old: 'record({ cents, capture })' },
        {
          on: [],
          rarely: ['in-place', 'resume'],
          handler: 'Payments/charge',
          kind: 'breaks in flight at entry 4 (send Ledger/ann/record)',
          old: 'record({ cents, capture })',
          next: 'append({ cents, capture })',
        },
        {
          on: ['rollback', 'rollback in-place'],
          handler: 'Ledger/append',
          kind: 'handler gone after a roll-back',
          next: 'append({ cents, capture })',
        },
        {
          on: [],
          rarely: ['rollback in-place'],
          handler: 'Payments/charge',
          kind: 'breaks in flight when it is rolled back at entry 4 (send Ledger/ann/append)',
          old: 'record({ cents, capture })',
          next: 'append({ cents, capture })',
        },
      ],
    },
    {
      name: 'a step is tried again more slowly',
      replace: [
        [
          "ctx.run('capture', () => gateway.capture(authorization))",
          "ctx.run('capture', () => gateway.capture(authorization), { initialRetryInterval: { seconds: 5 } })",
        ],
      ],
    },
    {
      name: 'payments can be given back',
      replace: [
        [
          `  handlers: {
    charge:`,
          `  handlers: {
    refund: async (ctx: restate.Context, { account, cents }: Charge): Promise<string> => {
      const refund = await ctx.run('refund', () => gateway.capture(\`\${account} gets \${cents}\`));
      ctx.objectSendClient(ledger, account).record({ cents: -cents, capture: refund });
      return refund;
    },

    charge:`,
        ],
      ],
    },
  ],
};
