import type { Context } from '@restatedev/restate-sdk';
import { CHUNK, chunks } from './csv.ts';
import type { Products } from './products.ts';
import type { Row } from './types.ts';

/** Imports rows in chunks, and returns how many were imported. */
export async function importRows(ctx: Context, rows: Row[]): Promise<number> {
  let imported = 0;
  chunks(rows, CHUNK).forEach(async (chunk) => {
    imported += await ctx.serviceClient<Products>({ name: 'Products' }).upsert(chunk);
  });
  return imported;
}
