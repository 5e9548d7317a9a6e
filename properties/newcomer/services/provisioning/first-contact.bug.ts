import { RestatePromise, type WorkflowContext } from '@restatedev/restate-sdk';
import { ACTIVATE_WITHIN, type ProvisionState } from './types.ts';

/** The firmware that a device reports in time, or null. */
export async function firstContact(ctx: WorkflowContext<ProvisionState>): Promise<string | null> {
  const contact = ctx.promise<string>('activated').get();
  return RestatePromise.race([contact, ctx.sleep(ACTIVATE_WITHIN).map(() => null)]);
}
