import { UsageError } from '../../core/errors.ts';
import type { Effect } from '../../simulation/scenario/effect.ts';
import type { Json } from '../../simulation/faults/plan.ts';

/** What a file of hints may say. */
export interface HintsAsWritten {
  readonly examples?: Readonly<Record<string, readonly Json[]>>;
  readonly keys?: readonly string[];
  readonly effects?: Readonly<Record<string, Effect<never, unknown>>>;
  readonly stubs?: Readonly<Record<string, unknown>>;
  readonly http?: Readonly<Record<string, unknown>>;
}

/**
 * Checks what a file of hints says: it is written by hand.
 * @throws {UsageError} in one sentence, which names the field that is wrong
 */
export function hintsIn(file: string, found: unknown): HintsAsWritten {
  if (!isRecord(found)) throw wrong(file, 'an object with examples, keys, stubs, http or effects is expected');
  const unknown = Object.keys(found).find((name) => !KNOWN.includes(name) && !OF_MODULES.includes(name));
  if (unknown !== undefined) throw wrong(file, `it has no ${JSON.stringify(unknown)}; there are ${KNOWN.join(', ')}`);
  const { keys, examples, stubs, http, effects } = found;
  if (keys !== undefined && !(isList(keys) && keys.length > 0 && keys.every((key) => typeof key === 'string'))) {
    throw wrong(
      file,
      'keys is a list of at least one text, such as ["ann", "bob"], for all objects and workflows alike',
    );
  }
  if (examples !== undefined && !isRecord(examples)) throw wrong(file, EXAMPLES);
  for (const inputs of Object.values(examples ?? {})) if (!isList(inputs)) throw wrong(file, EXAMPLES);
  if (stubs !== undefined && !isRecord(stubs)) throw wrong(file, 'stubs is an object, such as { "post mail": "sent" }');
  if (http !== undefined && !isRecord(http)) throw wrong(file, HTTP);
  if (
    effects !== undefined &&
    !(isRecord(effects) && Object.values(effects).every((one) => isRecord(one) && isRecord(one['definition'])))
  )
    throw wrong(file, 'effects is an object of what `effect({ state, apply })` returns');
  return found;
}

const KNOWN = ['examples', 'keys', 'stubs', 'http', 'effects'];
/** What modules export in addition to what their author wrote. */
const OF_MODULES = ['default', 'module.exports', '__esModule'];
const HTTP = 'http is an object, such as { "GET https://api.example.com/*": { "any": "JSON" } }';

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
