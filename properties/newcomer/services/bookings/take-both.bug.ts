import * as restate from '@restatedev/restate-sdk';
import type { calendar } from './calendar.ts';
import type { Wish } from './types.ts';

/** Takes the slot of the doctor and of the room, or neither. */
export async function takeBoth(ctx: restate.WorkflowContext, { doctor, room, slot }: Wish): Promise<boolean> {
  const entry = { slot, booking: ctx.key };
  const of = (name: string) => ctx.objectClient<typeof calendar>({ name: 'Calendar' }, name);
  if (!(await of(doctor).take(entry))) return false;
  if (await of(room).take(entry)) return true;
  await of(doctor).free(entry);
  return false;
}
