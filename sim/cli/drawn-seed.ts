import { itemAt } from '../core/item-at.ts';

/** @returns a random seed, for a search that was given none */
export function drawnSeed(): number {
  return itemAt(crypto.getRandomValues(new Uint32Array(1)), 0);
}
