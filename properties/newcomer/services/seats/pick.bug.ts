import type { Context } from '@restatedev/restate-sdk';
import { ROW, type Seats } from './types.ts';
import type { Show } from './show.ts';

/** Gives a guest the first free seat of a show. */
export async function pickSeat(ctx: Context, show: string, guest: string): Promise<string | null> {
  const client = ctx.objectClient<Show>({ name: 'Show' }, show);
  const seats: Seats = await client.seats();
  const free = ROW.find((seat) => seats[seat] === undefined);
  if (free === undefined) return null;
  await client.occupy({ seat: free, guest });
  return free;
}
