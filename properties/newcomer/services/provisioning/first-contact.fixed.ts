import { TerminalError, TimeoutError, type WorkflowContext } from '@restatedev/restate-sdk';
import { ACTIVATE_WITHIN, type ProvisionState } from './types.ts';

/** The firmware that a device reports in time, or null; from then on, its report is refused. */
export async function firstContact(ctx: WorkflowContext<ProvisionState>): Promise<string | null> {
  const contact = ctx.promise<string | null>('activated');
  try {
    return await contact.get().orTimeout(ACTIVATE_WITHIN);
  } catch (error) {
    if (!(error instanceof TimeoutError)) throw error;
  }
  try {
    await contact.resolve(null);
    return null;
  } catch (error) {
    if (error instanceof TerminalError && error.code === 409) return contact.get();
    throw error;
  }
}
