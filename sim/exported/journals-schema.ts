import { misfit, type Schema } from '../search/plan/schema.ts';

/** @returns what is wrong with the first line of a file of journals; undefined when nothing is */
export function misfitOfHeader(data: unknown): string | undefined {
  const problem = misfit(data, HEADER, 'the first line');
  if (problem !== undefined) return problem;
  const { redacted } = data as { readonly redacted: unknown };
  const isList = Array.isArray(redacted) && redacted.every((name) => typeof name === 'string');
  return isList || redacted === 'nothing' || redacted === 'all'
    ? undefined
    : 'the first line.redacted must be nothing, all or a list of names';
}

/** @returns what is wrong with a line that holds a journal; undefined when nothing is */
export function misfitOfJournal(data: unknown, where: string): string | undefined {
  const problem = misfit(data, JOURNAL, where);
  if (problem !== undefined) return problem;
  const { rows } = data as { readonly rows: readonly unknown[] };
  const wrong = rows.findIndex((row) => !isRow(row));
  return wrong < 0 ? undefined : `${where}.rows[${wrong}] must be a type, a time and a message in hexadecimal digits`;
}

function isRow(row: unknown): boolean {
  if (!Array.isArray(row) || row.length !== 3) return false;
  const [type, at, raw] = row as readonly unknown[];
  const isType = typeof type === 'string' && /^(Command|Notification): \w+$/.test(type);
  return isType && Number.isSafeInteger(at) && typeof raw === 'string' && HEX.test(raw);
}

const HEX = /^([0-9a-f]{2})*$/;

const TEXT: Schema = { type: 'string' };

const HEADER: Schema = {
  type: 'object',
  properties: {
    format: TEXT,
    version: { type: 'integer' },
    server: TEXT,
    uniqueSeeds: { type: 'boolean' },
    redacted: { description: 'checked by hand: a name or a list' },
  },
  required: ['format', 'version', 'server', 'uniqueSeeds', 'redacted'],
  additionalProperties: false,
};

const JOURNAL: Schema = {
  type: 'object',
  properties: {
    invocation: { type: 'string', pattern: '^inv_1[0-9A-Za-z]{33}$' },
    target: {
      type: 'object',
      properties: { service: TEXT, key: TEXT, handler: TEXT },
      required: ['service', 'handler'],
      additionalProperties: false,
    },
    status: TEXT,
    idempotencyKey: TEXT,
    deployment: TEXT,
    protocol: { type: 'integer', minimum: 1 },
    createdAt: { type: 'integer', minimum: 0 },
    completedAt: { type: 'integer', minimum: 0 },
    failure: TEXT,
    invokedBy: TEXT,
    restartedFrom: TEXT,
    size: { type: 'integer', minimum: 0 },
    rows: { type: 'array', items: { description: 'checked by hand: a schema of this kind knows no tuples' } },
    state: { type: 'object', properties: {}, required: [], additionalProperties: TEXT },
    torn: TEXT,
  },
  required: ['invocation', 'target', 'status', 'createdAt', 'size', 'rows'],
  additionalProperties: false,
};
