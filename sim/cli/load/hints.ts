import { UsageError } from '../../core/errors.ts';
import type { Json } from '../../simulation/faults/plan.ts';

/** What a file of hints may say. */
export interface HintsAsWritten {
  readonly examples?: Readonly<Record<string, readonly Json[]>>;
  readonly keys?: readonly string[];
  readonly stubs?: Readonly<Record<string, unknown>>;
}

/**
 * Checks what a file of hints says: it is written by hand.
 * @throws {UsageError} in one sentence, which names the field that is wrong
 */
export function hintsIn(file: string, found: unknown): HintsAsWritten {
  if (!isRecord(found)) throw wrong(file, 'an object with examples, keys or stubs is expected');
  const { keys, examples, stubs } = found;
  if (keys !== undefined && !(isList(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string'))) {
    throw wrong(
      file,
      'keys is a list of at least one text, such as ["ann", "bob"], for all objects and workflows alike',
    );
  }
  if (examples !== undefined && !isRecord(examples)) throw wrong(file, EXAMPLES);
  for (const inputs of Object.values(examples ?? {})) if (!isList(inputs)) throw wrong(file, EXAMPLES);
  if (stubs !== undefined && !isRecord(stubs)) throw wrong(file, 'stubs is an object, such as { "post mail": "sent" }');
  return found;
}

const EXAMPLES = 'examples is an object with a list of inputs for each handler, such as { "Greeter/greet": ["Ann"] }';

function wrong(file: string, what: string): UsageError {
  return new UsageError('INVALID_HINTS', `The hints in ${file} cannot be used: ${what}.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !isList(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
