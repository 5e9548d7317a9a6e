import * as fc from 'fast-check';
import type { Json } from '../../simulation/faults/plan.ts';
import { jsonArbitrary, type JsonSchema } from '../../simulation/scenario/json-arbitrary.ts';
import { accepts } from './accepts.ts';
import type { Obstacle } from './obstacle.ts';
import { obstacles, unknownTo } from './obstacles.ts';
import { isObject } from './schema-parts.ts';

/** How two schemas differ for what sends values: `other` where it is not certain what is refused. */
export interface SchemaDifference {
  /** `narrower`: something that the old schema accepts is refused; it may accept more elsewhere. */
  readonly verdict: 'same' | 'wider' | 'narrower' | 'other';
  /** What is refused, or may be; where the verdict is `wider`, what the old schema refuses. */
  readonly obstacles: readonly Obstacle[];
  /** A value that the old schema accepts and the new one refuses. */
  readonly example?: Json;
  /** Whether code refuses the example, and not the schema alone. */
  readonly isRefusedByCode?: boolean;
}

/** Whether the code of each side accepts a value. */
export interface Readers {
  readonly old: (value: Json) => boolean;
  readonly next: (value: Json) => boolean;
}

/**
 * Compares two JSON schemas by their structure. `narrower` is returned only with a value that shows it.
 * @param readers what validates for real; without it the schemas do
 */
export function compareSchemas(old: JsonSchema, next: JsonSchema, readers?: Readers): SchemaDifference {
  const found = obstacles(old, next);
  const byCode = readers && ((value: Json): boolean => readers.old(value) && !readers.next(value));
  const bySchema = (value: Json): boolean => accepts(old, value) === true && accepts(next, value) === false;
  const narrower =
    narrowerBy(byCode ?? bySchema, old, found) ??
    (byCode && found.length > 0 ? narrowerBy(bySchema, old, found) : undefined);
  if (narrower !== undefined)
    return { ...narrower, ...(byCode !== undefined && { isRefusedByCode: byCode(narrower.example) }) };
  if (found.length > 0) return { verdict: 'other', obstacles: found };
  const widened = unknownTo(next, old);
  return { verdict: widened.length === 0 ? 'same' : 'wider', obstacles: widened };
}

type Narrower = SchemaDifference & { readonly example: Json };

/** Looks for a value that shows it: where each obstacle is, then among all values of the old schema. */
function narrowerBy(
  shows: (value: Json) => boolean,
  old: JsonSchema,
  found: readonly Obstacle[],
): Narrower | undefined {
  const shown = found.flatMap((obstacle) => {
    const example = shortest(samplesOf(withDocument(obstacle.witnesses, old)).filter(shows));
    return example === undefined ? [] : [{ obstacle, example }];
  });
  const [first] = shown;
  if (first !== undefined)
    return { verdict: 'narrower', obstacles: shown.map(({ obstacle }) => obstacle), example: first.example };
  const example = shortest(samplesOf(old).filter(shows));
  return example === undefined ? undefined : { verdict: 'narrower', obstacles: found, example };
}

/** @returns the value that is written in the fewest characters, of several the first */
function shortest(values: readonly Json[]): Json | undefined {
  const length = (value: Json): number => JSON.stringify(value).length;
  return values.toSorted((a, b) => length(a) - length(b)).at(0);
}

const SAMPLES = 200;

/** @returns values that mostly fit a schema, always the same ones */
function samplesOf(schema: JsonSchema): readonly Json[] {
  try {
    return fc.sample(jsonArbitrary(schema), { numRuns: SAMPLES, seed: 1 }).map((value) => asSent(value));
  } catch {
    // A schema that contradicts itself, such as a minimum above its maximum.
    return [];
  }
}

/** What arrives of a value: JSON has no negative zero. */
function asSent(value: Json): Json {
  const sent: Json = JSON.parse(JSON.stringify(value));
  return sent;
}

/** References of a part point into the whole document. */
function withDocument(part: JsonSchema, root: JsonSchema): JsonSchema {
  if (!isObject(part) || !isObject(root)) return part;
  const { $defs, definitions } = root;
  return { ...part, ...($defs !== undefined && { $defs }), ...(definitions !== undefined && { definitions }) };
}
