import { UsageError } from './errors.ts';
import { DEFAULT_LIMITS, type Limits } from './limits.ts';

/**
 * @returns the limits of a run: those that are given, and for the rest the defaults
 * @throws {UsageError} when one is unknown, or is not a number from 0 up
 */
export function limitsFrom(given: Partial<Limits> = {}): Limits {
  const names = Object.keys(DEFAULT_LIMITS);
  for (const [name, value] of Object.entries<unknown>(given)) {
    if (!names.includes(name)) {
      throw new UsageError(
        'INVALID_LIMIT',
        `There is no limit "${name}"; the limits of a run are ${names.join(', ')}.`,
      );
    }
    if (typeof value === 'number' && value >= 0) continue;
    throw new UsageError('INVALID_LIMIT', `The limit "${name}" is ${String(value)}; give a number from 0 up.`);
  }
  return { ...DEFAULT_LIMITS, ...given };
}
