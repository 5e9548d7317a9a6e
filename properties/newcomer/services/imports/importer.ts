import * as restate from '@restatedev/restate-sdk';
import { parse } from './csv.ts';
import { importRows } from './fan-out.ts';
import type { Report } from './types.ts';

async function download(url: string): Promise<string> {
  const response = await fetch(url);
  if (response.status === 404) throw new restate.TerminalError('no such file', { errorCode: 404 });
  if (!response.ok) throw new Error(`download: ${response.status}`);
  return response.text();
}

export const importer = restate.service({
  name: 'Importer',
  handlers: {
    start: async (ctx: restate.Context, url: string): Promise<Report> => {
      const text = await ctx.run('download', () => download(url));
      const { rows, rejected } = parse(text);
      const imported = await importRows(ctx, rows);
      await ctx.run('announce', () => `${imported} products`);
      return { imported, rejected };
    },
  },
});
