import type { Row } from './types.ts';

export const CHUNK = 2;

/** The rows of a CSV file with a header, and the lines that are none. */
export function parse(text: string): { rows: Row[]; rejected: string[] } {
  const [, ...lines] = text.trim().split('\n');
  const rows: Row[] = [];
  const rejected: string[] = [];
  for (const line of lines) {
    const [sku = '', price = ''] = line.split(',');
    if (sku !== '' && Number(price) > 0) rows.push({ sku, price: Number(price) });
    else rejected.push(line);
  }
  return { rows, rejected };
}

export function chunks<T>(items: T[], size: number): T[][] {
  return items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
}
