import type { AnySerde } from '../../attempt/serde.ts';
import type { JsonSchema } from './json-arbitrary.ts';

/** What a serde declares about its values. */
export interface DeclaredSchema {
  /** Whether it has a schema, which may not be convertible to a JSON schema. */
  readonly declared: boolean;
  readonly jsonSchema: JsonSchema | undefined;
}

/**
 * The schema of what clients send. The serde's own JSON schema is about the output of the schema; defaults and
 * transformations make that different, or impossible to convert.
 */
export function inputSchemaOf(serde: AnySerde): DeclaredSchema {
  const { schema, jsonSchema }: DeclaredSerde = serde;
  const standard = schema?.['~standard'];
  const declared = standard !== undefined;
  try {
    return { declared, jsonSchema: standard?.jsonSchema?.input?.({ target: 'draft-2020-12' }) ?? jsonSchema };
  } catch {
    return { declared, jsonSchema };
  }
}

/** The schema of what a handler returns, as the discovery document lists it. */
export function outputSchemaOf(serde: AnySerde): DeclaredSchema {
  const { schema, jsonSchema }: DeclaredSerde = serde;
  return { declared: schema?.['~standard'] !== undefined, jsonSchema };
}

/** A serde of `restate.serde.schema`, with the schema and, where possible, its JSON schema. */
interface DeclaredSerde extends AnySerde {
  readonly jsonSchema?: JsonSchema;
  readonly schema?: {
    readonly '~standard'?: { readonly jsonSchema?: { input?(options: { target: string }): JsonSchema } };
  };
}
