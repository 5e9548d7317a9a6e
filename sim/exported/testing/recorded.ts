import * as restate from '@restatedev/restate-sdk';
import type { ExportedJournal } from '../exported-journal.ts';

/** An order on restate-server 1.7.12, by the code of {@link orders}. */
export const ORDER: ExportedJournal = {
  invocation: 'inv_1hSYOOxaFdzi4A91OcFXHmfRP9uE6FcZyK',
  status: 'completed',
  idempotencyKey: '01M8Q5SNK27A6GNVC6F5J156WM',
  deployment: 'dp_15P3EA6y2MWCqOm0Sz3t9Tz',
  protocol: 6,
  createdAt: 1796074165858,
  target: { service: 'Order', key: 'o1', handler: 'place' },
  rows: [
    [
      'Command: Input',
      1796074165858,
      '0a2e0a16782d726573746174652d696e67726573732d7061746812142f4f726465722f6f312f706c6163652f73656e640a190a0a757365722d6167656e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a0a200a0c636f6e74656e742d7479706512106170706c69636174696f6e2f6a736f6e0a140a0e636f6e74656e742d6c656e6774681202333172210a1f7b22656d61696c223a22616e6e40782e6f7267222c22746f74616c223a317d',
    ],
    ['Command: Run', 1796074165877, '58016206636861726765'],
    ['Notification: Run', 1796074165880, '08012a0a0a082270616964203122'],
    ['Command: SetState', 1796074165893, '0a07726563656970741a0a0a082270616964203122'],
    ['Command: Sleep', 1796074165893, '088bd4f3f2a2345802'],
    ['Notification: Sleep', 1796074170891, '08022200'],
    ['Command: GetEagerState', 1796074170893, '0a05636f756e746a00'],
    ['Command: SetState', 1796074170895, '0a05636f756e741a030a0131'],
    ['Command: Run', 1796074170895, '580462046d61696c'],
    [
      'Notification: Run',
      1796074170895,
      '08042a280a262264666263373137312d613163372d346261302d623937302d66353061353932333030326322',
    ],
    ['Command: Output', 1796074170896, '720a0a082270616964203122'],
  ],
};

/** An approval that waits for its promise, by the code of {@link approvals}. */
export const APPROVAL: ExportedJournal = {
  invocation: 'inv_12kpUQONmeFb4mAn3wQjUsf11iq8b9bInO',
  status: 'suspended',
  deployment: 'dp_15P3EA6y2MWCqOm0Sz3t9Tz',
  protocol: 6,
  createdAt: 1796074165999,
  state: {},
  target: { service: 'Approval', key: 'w1', handler: 'run' },
  rows: [
    [
      'Command: Input',
      1796074165999,
      '0a2f0a16782d726573746174652d696e67726573732d7061746812152f417070726f76616c2f77312f72756e2f73656e640a190a0a757365722d6167656e74120b6375726c2f372e38382e310a0d0a0661636365707412032a2f2a0a200a0c636f6e74656e742d7479706512106170706c69636174696f6e2f6a736f6e0a130a0e636f6e74656e742d6c656e67746812013372050a03227822',
    ],
    ['Command: GetPromise', 1796074166005, '0a026f6b5801'],
  ],
};

interface Changes {
  /** Runs between the charge and the sleep. */
  readonly check?: (ctx: restate.ObjectContext) => Promise<unknown>;
  readonly result?: (receipt: string) => string;
  readonly handler?: string;
}

/** The code that {@link ORDER} was recorded from, or a changed version of it. */
export function orders({ check, result = (receipt) => receipt, handler = 'place' }: Changes = {}) {
  const place = async (ctx: restate.ObjectContext, input: { readonly total: number }): Promise<string> => {
    const receipt = await ctx.run('charge', () => `paid ${input.total}`);
    ctx.set('receipt', receipt);
    await check?.(ctx);
    await ctx.sleep({ seconds: 5 });
    const seen = (await ctx.get<number>('count')) ?? 0;
    ctx.set('count', seen + 1);
    ctx.rand.uuidv4();
    await ctx.run('mail', () => ctx.rand.uuidv4());
    return result(receipt);
  };
  return restate.object({ name: 'Order', handlers: { [handler]: place } });
}

/** The code that {@link APPROVAL} was recorded from. @param name of its promise */
export function approvals(name = 'ok') {
  return restate.workflow({
    name: 'Approval',
    handlers: {
      run: async (ctx: restate.WorkflowContext, text: string): Promise<string> => {
        ctx.awakeable<string>();
        return (await ctx.promise<string>(name)) + text;
      },
    },
  });
}
