import * as restate from '@restatedev/restate-sdk';
import type { calendar } from './calendar.ts';
import type { Wish } from './types.ts';

/** Takes the slot of the doctor and of the room, or neither. */
export async function takeBoth(ctx: restate.WorkflowContext, { doctor, room, slot }: Wish): Promise<boolean> {
  const entry = { slot, booking: ctx.key };
  const of = (name: string) => ctx.objectClient<typeof calendar>({ name: 'Calendar' }, name);
  const release = (name: string) => ctx.objectSendClient<typeof calendar>({ name: 'Calendar' }, name).free(entry);
  try {
    if ((await of(doctor).take(entry)) && (await of(room).take(entry))) return true;
  } catch (error) {
    release(doctor);
    release(room);
    throw error;
  }
  release(doctor);
  return false;
}
