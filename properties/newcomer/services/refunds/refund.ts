import * as restate from '@restatedev/restate-sdk';
import { payBack } from './pay-back.ts';
import type { BankApi, RefundRequest, RefundStatus } from './types.ts';

type State = { status: RefundStatus };

export function refundWorkflow(bank: BankApi) {
  return restate.workflow({
    name: 'Refund',
    handlers: {
      run: async (ctx: restate.WorkflowContext<State>, request: RefundRequest): Promise<RefundStatus> => {
        if (!Number.isInteger(request.cents) || request.cents <= 0)
          throw new restate.TerminalError('cents: a positive integer', { errorCode: 400 });
        ctx.set('status', 'requested');
        const status = await payBack(ctx, bank, { ...request, order: ctx.key });
        ctx.set('status', status);
        return status;
      },
      status: restate.handlers.workflow.shared(
        async (ctx: restate.WorkflowSharedContext<State>): Promise<RefundStatus | null> => ctx.get('status'),
      ),
    },
  });
}
