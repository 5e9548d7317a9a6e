import { TerminalError } from '@restatedev/restate-sdk';
import type { Cart, Line } from './types.js';

type Check<T> = (value: unknown, path: string) => T;

const fail = (path: string, wanted: string): never => {
  throw new TerminalError(`${path}: expected ${wanted}`, { errorCode: 400 });
};

const text: Check<string> = (value, path) => (typeof value === 'string' && value !== '' ? value : fail(path, 'text'));
const count: Check<number> = (value, path) =>
  typeof value === 'number' && Number.isInteger(value) && value > 0 ? value : fail(path, 'a positive integer');
const fields = (value: unknown, path: string): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : fail(path, 'an object');
const list =
  <T>(item: Check<T>): Check<T[]> =>
  (value, path) =>
    Array.isArray(value) ? value.map((one, index) => item(one, `${path}[${index}]`)) : fail(path, 'a list');

const line: Check<Line> = (value, path) => {
  const { sku, quantity } = fields(value, path);
  return { sku: text(sku, `${path}.sku`), quantity: count(quantity, `${path}.quantity`) };
};

export const cart: Check<Cart> = (value, path) => {
  const { lines, card } = fields(value, path);
  return { lines: list(line)(lines, `${path}.lines`), card: text(card, `${path}.card`) };
};
