import { SimulatorFault } from './errors.ts';

/**
 * A value that is known to be there; {@link itemAt} and {@link valueFor} do the same for lists and maps.
 * @param what - names the value in the message, such as `the key of a request to an object`
 * @throws {SimulatorFault} when it is undefined
 */
export function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new SimulatorFault(`There must be a value here: ${what}.`);
  return value;
}
