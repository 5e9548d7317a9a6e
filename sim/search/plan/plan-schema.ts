import { UsageError } from '../../core/errors.ts';
import { SERVER_VERSIONS } from '../../core/server-version.ts';
import { valueInShort } from '../../core/value-in-short.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import { misfit, type Schema } from './schema.ts';

/** The version of plans and of the files that contain them. Files of another version are refused. */
export const PLAN_VERSION = 1;

const text: Schema = { type: 'string' };
const count: Schema = { type: 'integer', minimum: 0 };
const anything: Schema = { description: 'any JSON' };

function object(required: Readonly<Record<string, Schema>>, optional: Readonly<Record<string, Schema>> = {}): Schema {
  const properties = { ...required, ...optional };
  return { type: 'object', properties, required: Object.keys(required), additionalProperties: false };
}

const point = {
  path: text,
  attempt: { type: 'integer', minimum: 1 },
  entry: count,
  phase: { enum: ['before', 'inside', 'after'] },
} as const;

const trouble: Schema = {
  anyOf: [
    object({ kind: { const: 'crash' }, scope: { enum: ['connection', 'process'] }, ...point }),
    object({ kind: { enum: ['suspend', 'cancel', 'kill', 'pause', 'clear state'] }, ...point }),
    object({ kind: { const: 'deploy' }, how: { enum: ['new', 'in-place', 'resume'] }, ...point }),
    object({ kind: { const: 'roll back' }, ...point }),
    object({ kind: { enum: ['duplicate', 'abandon'] } }),
  ],
};

const worldTrouble: Schema = {
  anyOf: [
    object({ kind: { const: 'clock jump' }, atMs: count, byMs: { type: 'integer' } }),
    object({ kind: { enum: ['server restart', 'process crash', 'roll back'] }, atMs: count }),
    object({ kind: { const: 'deploy' }, how: { enum: ['new', 'in-place', 'resume'] }, atMs: count }),
  ],
};

const operation = object(
  {
    id: { type: 'string', pattern: '^[\\w-]+$' },
    client: text,
    kind: { enum: ['call', 'send'] },
    service: text,
    handler: text,
    troubles: { type: 'array', items: trouble },
  },
  {
    key: text,
    input: anything,
    idempotencyKey: text,
    scope: text,
    limitKey: text,
    delayMs: count,
    afterMs: count,
    afterUpgrade: { type: 'boolean' },
  },
);

/** @returns which version a file says that it has */
export function versionInWords(version: unknown): string {
  return version === undefined ? 'no format version' : `format version ${valueInShort(version)}`;
}

/** The JSON Schema of a plan. */
export const PLAN_SCHEMA: Schema = object(
  {
    version: { const: PLAN_VERSION },
    scenario: text,
    seed: { type: 'integer' },
    operations: { type: 'array', items: operation, minItems: 1 },
    world: { type: 'array', items: worldTrouble },
    holds: { type: 'array', items: object({ before: text, until: text }) },
    choices: { type: 'object', properties: {}, required: [], additionalProperties: count },
  },
  {
    renews: { type: 'boolean' },
    horizonMs: count,
    serverVersion: { enum: [...SERVER_VERSIONS] },
    strategy: object(
      { name: { enum: ['random', 'pct', 'pos', 'surw', 'delays'] }, dice: { type: 'integer' }, troubles: count },
      { interventions: count },
    ),
  },
);

/**
 * Reads a plan from data.
 * @param where names the data in the message
 * @throws {UsageError} in one sentence, when it is not a plan, or one of another version
 */
export function readPlan(data: unknown, where: string = 'plan'): Plan {
  const version = typeof data === 'object' && data !== null && 'version' in data ? data.version : undefined;
  if (version !== undefined && version !== PLAN_VERSION) {
    throw new UsageError(
      'UNSUPPORTED_PLAN_VERSION',
      `${where} has ${versionInWords(version)}; this restate-sim reads version ${PLAN_VERSION}.`,
    );
  }
  const problem = misfit(data, PLAN_SCHEMA, where);
  if (problem !== undefined) throw new UsageError('INVALID_PLAN', `This is not a valid plan: ${problem}.`);
  const plan = data as Plan;
  const ids = new Set<string>();
  const twice = plan.operations.find(({ id }) => ids.size === ids.add(id).size)?.id;
  if (twice !== undefined)
    throw new UsageError('INVALID_PLAN', `This is not a valid plan: two operations are called "${twice}".`);
  return plan;
}
