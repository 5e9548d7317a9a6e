import { service, TerminalError, type Context } from '@restatedev/restate-sdk';
import { pickSeat } from './pick.ts';

export const boxOffice = service({
  name: 'BoxOffice',
  handlers: {
    async buy(ctx: Context, { show, guest }: { show: string; guest: string }): Promise<string> {
      const seat = await pickSeat(ctx, show, guest);
      if (seat === null) throw new TerminalError('sold out', { errorCode: 409 });
      await ctx.run('print the ticket', () => `${show}/${seat} ${guest}`);
      return seat;
    },
  },
});
