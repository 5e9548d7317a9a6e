import { ALLOWANCES, type Allowance } from '../../core/allowances.ts';
import { UsageError } from '../../core/errors.ts';
import { Hash } from '../../core/hash.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { Confirmation, Standing } from './confirm/confirmation.ts';
import type { Fault } from '../record/fault.ts';
import { PLAN_VERSION, readPlan, versionInWords } from '../plan/plan-schema.ts';
import { misfit, type Schema } from '../plan/schema.ts';
import { parsedJson } from '../../core/parsed-json.ts';

/** A broken invariant and the smallest plan that shows it, as plain data. */
export interface Finding extends Fault {
  readonly scenario: string;
  /** What happened in the shrunk run. */
  readonly message: string;
  readonly seed: number;
  /** The generated run that showed it first; undefined for enumerated runs. */
  readonly path: string | undefined;
  /** The strategy that found it. */
  readonly strategy: string;
  readonly plan: Plan;
  /** Hash of the trace of the plan's run. */
  readonly traceHash: string;
  /** The steps of that run, by name: they show where changed code diverges. */
  readonly steps: readonly string[];
  /** The shrunk run in a few lines; of a property, what was drawn for it comes first. */
  readonly story: readonly string[];
  /** Which part of the plan makes the difference, and how a run without that part goes, a line each. */
  readonly needs: readonly string[];
  readonly shrinking: {
    /** All runs that were made for it: of candidates, and those that prepare or explain one. */
    readonly runs: number;
    /** Whether every part of the plan is needed; false if the budget was used up first. */
    readonly minimal: boolean;
    /** True where a budget of time or an interruption ended it. */
    readonly cut?: boolean;
    readonly partsBefore: number;
    readonly partsAfter: number;
  };
  /** What its run used for real, because the scenario allows it; absent where it used nothing. */
  readonly allow?: readonly Allowance[];
  /** Its standing after its plan was run again; absent until then. */
  readonly confirmation?: Confirmation;
}

const FORMAT = 'restate-sim finding';

/** A finding as it is stored in a file. */
export interface FindingFile extends Fault {
  readonly format: typeof FORMAT;
  readonly version: typeof PLAN_VERSION;
  readonly scenario: string;
  readonly message: string;
  readonly seed: number;
  readonly path: string | undefined;
  readonly strategy: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly traceHash: string;
  readonly plan: Plan;
  readonly steps: readonly string[];
  /** What a replay has to allow; the file itself allows nothing. */
  readonly allow?: readonly Allowance[];
  readonly standing?: Standing;
  /** The reason for the standing. */
  readonly confirmation?: string;
}

/** Larger files are refused before they are parsed. */
export const MAX_BYTES: number = 8 * 1024 * 1024;

/** @returns the finding as the contents of a file */
export function findingText(finding: Finding, versions: Readonly<Record<string, string>>): string {
  const {
    scenario,
    invariant,
    handler,
    kind,
    message,
    seed,
    path,
    strategy,
    traceHash,
    plan,
    steps,
    allow,
    confirmation,
  } = finding;
  const file: FindingFile = {
    format: FORMAT,
    version: PLAN_VERSION,
    scenario,
    invariant,
    handler,
    kind,
    message,
    seed,
    path,
    strategy,
    versions,
    traceHash,
    plan,
    steps,
    ...(allow !== undefined && { allow }),
    ...(confirmation !== undefined && { standing: confirmation.standing, confirmation: confirmation.words }),
  };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/** @returns a name for the finding's file; the same finding has the same name */
export function findingName({ scenario, invariant, handler, kind, plan }: Finding): string {
  const hash = new Hash()
    .string(JSON.stringify([scenario, invariant, handler, kind, plan]))
    .hex()
    .slice(0, 8);
  return `${slug(scenario)}--${slug(invariant)}-${hash}`;
}

function slug(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 48)
    .replaceAll(/^-+|-+$/g, '');
}

/**
 * Reads a finding from the contents of a file.
 * @param name of the file, for the message
 * @throws {UsageError} in one sentence, when it is damaged, of another version or no finding at all
 */
export function readFinding(text: string, name: string): FindingFile {
  let data: unknown;
  try {
    data = parsedJson(text);
  } catch (error) {
    const isDeep = error instanceof SyntaxError && error.message.startsWith('it is ');
    const why = isDeep ? error.message : 'it is not complete JSON';
    throw new UsageError('FINDING_DAMAGED', `${name} is damaged: ${why}.`);
  }
  if (typeof data !== 'object' || data === null || !('format' in data) || data.format !== FORMAT) {
    throw new UsageError('NOT_A_FINDING', `${name} is not a finding of restate-sim: it lacks "format": "${FORMAT}".`);
  }
  const version = 'version' in data ? data.version : undefined;
  if (version !== PLAN_VERSION) {
    throw new UsageError(
      'UNSUPPORTED_FINDING_VERSION',
      `${name} has ${versionInWords(version)}; this restate-sim reads version ${PLAN_VERSION}.`,
    );
  }
  const problem = misfit(data, FILE_SCHEMA, 'it');
  if (problem !== undefined) throw new UsageError('FINDING_DAMAGED', `${name} is damaged: ${problem}.`);
  const file = data as FindingFile;
  return { ...file, plan: readPlan(file.plan, `the plan in ${name}`) };
}

const text: Schema = { type: 'string' };
const anything: Schema = { description: 'checked on its own' };

const FILE_SCHEMA: Schema = {
  type: 'object',
  properties: {
    format: { const: FORMAT },
    version: { const: PLAN_VERSION },
    scenario: text,
    invariant: text,
    handler: text,
    kind: text,
    message: text,
    seed: { type: 'integer' },
    path: { type: 'string', pattern: '^\\d+(:\\d+)*$' },
    strategy: { type: 'string', pattern: '^[a-z]+$' },
    versions: { type: 'object', properties: {}, required: [], additionalProperties: text },
    traceHash: { type: 'string', pattern: '^[0-9a-f]*$' },
    plan: anything,
    steps: { type: 'array', items: text },
    allow: { type: 'array', items: { enum: [...ALLOWANCES] } },
    standing: { enum: ['confirmed', 'not repeatable', 'simulator fault', 'advice'] },
    confirmation: text,
  },
  required: ['format', 'version', 'scenario', 'invariant', 'message', 'seed', 'traceHash', 'plan', 'steps'],
  additionalProperties: false,
};
