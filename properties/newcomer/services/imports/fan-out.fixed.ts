import { RestatePromise, type Context } from '@restatedev/restate-sdk';
import { CHUNK, chunks } from './csv.ts';
import type { Products } from './products.ts';
import type { Row } from './types.ts';

/** Imports rows in chunks, and returns how many were imported. */
export async function importRows(ctx: Context, rows: Row[]): Promise<number> {
  const products = ctx.serviceClient<Products>({ name: 'Products' });
  const imported = await RestatePromise.all(chunks(rows, CHUNK).map((chunk) => products.upsert(chunk)));
  return imported.reduce((sum, count) => sum + count, 0);
}
