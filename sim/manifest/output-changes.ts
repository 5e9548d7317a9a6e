import type { BoundHandler } from '../attempt/definition.ts';
import type { JsonSchema } from '../simulation/scenario/json-arbitrary.ts';
import { outputSchemaOf } from '../simulation/scenario/declared-schema.ts';
import { ACCEPTED, type ManifestChange } from './manifest-change.ts';
import { handlerName } from './names.ts';
import { obstacles } from './schema/obstacles.ts';
import { reasonsText } from './schema/reason-text.ts';
import { isList, isObject } from './schema/schema-parts.ts';

/** What a handler returns: the new results for callers of the old version, and the old ones for those of the new. */
export function outputChanges(old: BoundHandler, next: BoundHandler): readonly ManifestChange[] {
  const where = handlerName(old);
  const [from, to] = [old.options.outputContentType, next.options.outputContentType];
  if (from !== to) return [changed(where, `output: ${from ?? 'none'} → ${to ?? 'none'}`)];
  const [before, after] = [outputSchemaOf(old.outputSerde).jsonSchema, outputSchemaOf(next.outputSerde).jsonSchema];
  if (before === undefined || after === undefined) {
    if (before === after) return [];
    return [changed(where, `output changed: its schema is ${after === undefined ? 'gone' : 'new'}`)];
  }
  const possible = obstacles(after, opened(before));
  const gone = obstacles(before, opened(after));
  if (possible.length > 0) return [changed(where, `output changed: ${reasonsText(possible, 'possible')}`)];
  if (gone.length === 0) return [];
  return [
    {
      ...changed(where, `output changed: ${reasonsText(gone, 'gone')}`),
      hits: ['in flight'],
      breaking: false,
      todo: 'Expect old results in code that is resumed on the new version, or attaches to a call of the old one.',
    },
  ];
}

function changed(where: string, what: string): ManifestChange {
  return {
    kind: 'output',
    where,
    what,
    server:
      `${ACCEPTED} It validates no output: handlers of the old version read new results, and code that moves to the ` +
      'new version reads those that the old one has recorded.',
    hits: ['in flight', 'clients', 'callers in the other version'],
    breaking: true,
    todo: 'Return what old callers read as well until none is left, and read both shapes.',
  };
}

/** Readers ignore properties that they do not know. @returns the schema, with which each object may have more */
function opened(schema: JsonSchema): JsonSchema {
  return isObject(schema) ? Object.fromEntries(openedEntries(schema)) : schema;
}

function openedEntries(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    if (/^(additional|unevaluated)Properties$/.test(name) && each === false) return [];
    if (/^(const|enum|default|examples)$/.test(name)) return [[name, each] as const];
    return [[name, openedPart(each)] as const];
  });
}

function openedPart(value: unknown): unknown {
  if (isList(value)) return value.map((each) => openedPart(each));
  return isObject(value) ? Object.fromEntries(openedEntries(value)) : value;
}
