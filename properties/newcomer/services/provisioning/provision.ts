import * as restate from '@restatedev/restate-sdk';
import { firstContact } from './first-contact.ts';
import type { Device, ProvisionState } from './types.ts';

type Ctx = restate.WorkflowContext<ProvisionState>;

const certificateFor = ({ serial }: Device): string => `-----BEGIN CERTIFICATE----- ${serial}`;

export const provision = restate.workflow({
  name: 'Provision',
  handlers: {
    run: async (ctx: Ctx, device: Device): Promise<'active' | 'failed'> => {
      ctx.set('device', device);
      ctx.set('status', 'pending');
      await ctx.run('issue certificate', () => certificateFor(device));
      const firmware = await firstContact(ctx);
      const status = firmware === null ? 'failed' : 'active';
      ctx.set('status', status);
      return status;
    },
    activate: async (ctx: restate.WorkflowSharedContext<ProvisionState>, firmware: string): Promise<{ ok: true }> => {
      await ctx.promise<string>('activated').resolve(firmware);
      return { ok: true };
    },
    status: async (ctx: restate.WorkflowSharedContext<ProvisionState>) => ctx.get('status'),
  },
});
