import * as restate from '@restatedev/restate-sdk';
import type { Row } from './types.ts';

export const products = restate.service({
  name: 'Products',
  handlers: {
    upsert: async (ctx: restate.Context, rows: Row[]): Promise<number> => {
      if (!Array.isArray(rows)) throw new restate.TerminalError('rows: a list', { errorCode: 400 });
      await ctx.run('write to the database', () => ({ written: rows.length }));
      return rows.length;
    },
  },
});

export type Products = typeof products;
