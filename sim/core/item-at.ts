import { SimulatorFault } from './errors.ts';

/**
 * The item at an index that is known to exist.
 * @throws {SimulatorFault} when there is none
 */
export function itemAt<T>(items: ArrayLike<T>, index: number): T {
  const item = items[index];
  if (item === undefined) throw new SimulatorFault(`There is no item ${index} in a list of ${items.length}.`);
  return item;
}
