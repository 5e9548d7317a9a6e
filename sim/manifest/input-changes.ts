import type { BoundHandler } from '../attempt/definition.ts';
import type { AnySerde } from '../attempt/serde.ts';
import { encodeUtf8 } from '../core/utf8.ts';
import { valueInShort } from '../core/value-in-short.ts';
import type { Json } from '../simulation/faults/plan.ts';
import type { InputType } from '../simulation/scenario/hints.ts';
import { inputSchemaOf } from '../simulation/scenario/declared-schema.ts';
import { ACCEPTED, ALL_HITS, HARMLESS, type ManifestChange } from './manifest-change.ts';
import { handlerName } from './names.ts';
import { compareSchemas, type SchemaDifference } from './schema/compare-schemas.ts';
import { reasonsText, reasonText } from './schema/reason-text.ts';

/** What the TypeScript types of handlers, `Service/handler`, say about inputs: for handlers that declare no schema. */
export interface InputTypes {
  readonly old?: (handler: string) => InputType | undefined;
  readonly next?: (handler: string) => InputType | undefined;
}

/** What a handler takes. */
export function inputChanges(old: BoundHandler, next: BoundHandler, types: InputTypes): readonly ManifestChange[] {
  const where = handlerName(old);
  const [accepted, wanted] = [old.options.accept, next.options.accept];
  if (accepted !== wanted) return [contentType(where, accepted, wanted)];
  const [from, to] = [inputSchemaOf(old.inputSerde), inputSchemaOf(next.inputSerde)];
  const [before, after] = [from.jsonSchema, to.jsonSchema];
  if (before === undefined && after === undefined) {
    // A schema that is not JSON schema cannot be compared.
    const isTyped = !from.declared && !to.declared;
    return isTyped ? typeChanges(where, types.old?.(where), types.next?.(handlerName(next))) : [];
  }
  if ((from.declared && before === undefined) || (to.declared && after === undefined))
    return [undecided(where, 'the schema of one version cannot be converted to a JSON schema')];
  const readers = {
    old: (value: Json) => isRead(old.inputSerde, value),
    next: (value: Json) => isRead(next.inputSerde, value),
  };
  if (before !== undefined) return ofSchemas(where, compareSchemas(before, after ?? true, readers));
  const sent = types.old?.(where);
  if (sent === undefined || sent === 'none' || 'why' in sent) {
    const { obstacles } = compareSchemas(true, after ?? true, readers);
    return obstacles.length === 0 ? [] : [undecided(where, `has a schema now, ${reasonsText(obstacles, 'refused')}`)];
  }
  const difference = compareSchemas(sent.schema, after ?? true, readers);
  // What a type allows is less than what arrives, so a schema is never wider than it.
  return difference.verdict === 'wider' ? [] : ofSchemas(where, difference);
}

/** Types are checked where callers are compiled, and nowhere else. */
function typeChanges(
  where: string,
  old: InputType | undefined,
  next: InputType | undefined,
): readonly ManifestChange[] {
  if (old === undefined || next === undefined || next === 'none' || 'why' in next) return [];
  if (old === 'none')
    return next.isOptional ? [] : [narrower(where, { verdict: 'narrower', obstacles: [] }, FIRST_INPUT)];
  if ('why' in old) return [];
  const difference = compareSchemas(old.schema, next.schema);
  return difference.verdict === 'other' ? [] : ofSchemas(where, difference);
}

const FIRST_INPUT = 'now takes an input';

function ofSchemas(where: string, difference: SchemaDifference): readonly ManifestChange[] {
  switch (difference.verdict) {
    case 'same':
      return [];
    case 'wider':
      return [
        {
          kind: 'input wider',
          where,
          what: `input wider: ${reasonsText(difference.obstacles, 'accepted')}`,
          server: ACCEPTED,
          ...HARMLESS,
          todo: 'Before a roll-back, let calls with such inputs end: the old version may refuse them.',
        },
      ];
    case 'narrower':
      return [narrower(where, difference)];
    case 'other':
      return [undecided(where, reasonsText(difference.obstacles, 'refused'))];
  }
}

function narrower(
  where: string,
  { obstacles, example, isRefusedByCode }: SchemaDifference,
  reason: string = `no longer accepts ${valueInShort(example)}`,
): ManifestChange {
  const reasons = obstacles.length > 0 ? reasonsText(obstacles, 'refused') : reason;
  const then =
    isRefusedByCode === true
      ? 'the handler does. Such calls end with 400 when they are queued or delayed, or come from clients or from ' +
        'handlers of the old version. One in flight that has run a command and moves to the new version fails with 570.'
      : 'and neither does the serde of the handler: the new code gets the old input.';
  return {
    kind: 'input narrower',
    where,
    what: `input narrower: ${reasons}`,
    server: `${ACCEPTED} It validates no input${isRefusedByCode === true ? '; ' : ', '}${then}`,
    hits: ALL_HITS,
    breaking: true,
    todo: toAccept(obstacles),
    ...(example !== undefined && { example }),
  };
}

function toAccept(obstacles: SchemaDifference['obstacles']): string {
  const [first, ...others] = obstacles;
  if (first?.kind !== 'required' || others.length > 0)
    return 'Accept old and new inputs until no old one is queued, delayed or sent.';
  const name = reasonText(first, 'refused').replace(/^now requires /, '');
  return `Let ${name} be optional until no input without it is queued, delayed or sent.`;
}

function undecided(where: string, why: string): ManifestChange {
  return {
    kind: 'input other',
    where,
    what: `input changed: ${why}`,
    server: `${ACCEPTED} It validates no input. Whether the new version refuses inputs of the old one is not decided.`,
    hits: ALL_HITS,
    breaking: true,
    todo: 'Try old inputs on the new version: those that are queued, delayed, or sent by clients and old handlers.',
  };
}

function contentType(where: string, from: string | undefined, to: string | undefined): ManifestChange {
  const isWider = to === '*/*';
  return {
    kind: 'content type',
    where,
    what: `input: ${from ?? 'none'} → ${to ?? 'none'}`,
    server:
      `${ACCEPTED} ${isWider ? '' : 'Clients that send the old content type get 400. '}` +
      'The new version reads the bytes of old calls with its own serde.',
    ...(isWider ? HARMLESS : { hits: ALL_HITS, breaking: true }),
    todo: isWider
      ? 'There is nothing to do.'
      : 'Add a handler of another name, and keep this one until nothing calls it.',
  };
}

/** Whether the code of a version reads a value. Serdes are functions of the bytes. */
function isRead(serde: AnySerde, value: Json): boolean {
  try {
    serde.deserialize(encodeUtf8(JSON.stringify(value)));
    return true;
  } catch {
    return false;
  }
}
