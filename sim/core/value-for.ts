import { SimulatorFault } from './errors.ts';

/**
 * The value for a key that is known to be in the map.
 * @throws {SimulatorFault} when there is none
 */
export function valueFor<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new SimulatorFault(`There is no value for "${String(key)}" in a map of ${map.size}.`);
  return value;
}
