import type { ConfigHints } from '../../config/config.ts';
import { checkedAllowances } from '../../core/allowances.ts';
import { UsageError } from '../../core/errors.ts';
import type { Json } from '../../simulation/faults/plan.ts';
import type { ServiceHints } from '../../simulation/scenario/hints.ts';
import { operatorActions, type Operators } from '../../simulation/scenario/operators.ts';
import type { FaultProfile, ServiceFaults } from '../../simulation/scenario/fault-profile.ts';
import { ended, isEffects, isRecord, listed, unknownField } from './written-by-hand.ts';

/** What a file of hints may say. */
export type HintsAsWritten = ConfigHints;

/** Checks of the fields, by name: each says what is expected, when the value is something else. */
const FIELDS: Readonly<Record<keyof HintsAsWritten, (value: unknown) => string | undefined>> = {
  examples: (value) => (isLists(value) ? undefined : EXAMPLES),
  keys: (value) => (isKeys(value) || (isRecord(value) && Object.values(value).every(isKeys)) ? undefined : KEYS),
  stubs: (value) => (isRecord(value) ? undefined : 'stubs is an object, such as { "post mail": "sent" }'),
  http: (value) => (isRecord(value) ? undefined : HTTP),
  allow: (value) => objectionTo(() => checkedAllowances(value, 'allow')),
  effects: (value) =>
    isEffects(value) ? undefined : 'effects is an object of what `effect({ state, apply })` returns',
  awakeables: (value) => (isLists(value) ? undefined : AWAKEABLES),
  faults: (value) => wrongFaults(value),
  operators: (value) => wrongOperators(value),
  owed: (value) => (isTexts(value) ? undefined : 'owed is a list of what may be left waiting, such as ["awakeable"]'),
  services: wrongServices,
};

/** Checks of the fields about one service. */
const FIELDS_OF_SERVICE: Readonly<Record<keyof Required<ServiceHints>, (value: unknown) => string | undefined>> = {
  keys: (value) => (isKeys(value) ? undefined : 'keys is a list of at least one string, such as ["ann", "bob"]'),
  faults: (value) => wrongFaults(value, FAULTS_OF_SERVICE),
  operators: wrongOperators,
  owed: FIELDS.owed,
};

const FAULTS: FaultTypes<Omit<FaultProfile, 'services'>> = {
  troubles: 'number',
  effects: 'boolean',
  skew: 'boolean',
  clockJumps: 'boolean',
  serverRestarts: 'boolean',
  duplicates: 'boolean',
  operators: 'operators',
  clearedState: 'boolean',
};

const FAULTS_OF_SERVICE: FaultTypes<ServiceFaults> = {
  troubles: 'number',
  duplicates: 'boolean',
  operators: 'operators',
  clearedState: 'boolean',
};

type FaultTypes<Faults> = Readonly<Record<keyof Required<Faults>, 'number' | 'boolean' | 'operators'>>;

const EXAMPLES = 'examples is an object with a list of inputs for each handler, such as { "Greeter/greet": ["Ann"] }';
const AWAKEABLES =
  'awakeables is an object with a list of values for each handler, such as { "Checkout/run": [{ "paid": true }] }';
const KEYS =
  'keys is a list of at least one string, such as ["ann", "bob"], or an object with such a list for each object or ' +
  'workflow, such as { "Wallet": ["ann", "bob"] }';
const SERVICES =
  'services is an object with hints for each service, such as { "Checkout": { "operators": { "kill": true } } }';
const HTTP = 'http is an object, such as { "GET https://api.example.com/*": { "any": "JSON" } }';
const EXPECTED = `an object with ${listed(Object.keys(FIELDS), 'or')} is expected`;

/** What hints may have, in the order of the documentation. */
export const HINT_FIELDS: readonly string[] = Object.keys(FIELDS);

/** @throws {UsageError} in one sentence, which names the file and the field that is wrong */
export function hintsIn(file: string, found: unknown): HintsAsWritten {
  const { hints, objection } = readHints(found);
  if (objection === undefined) return hints;
  throw new UsageError('INVALID_HINTS', ended(`The hints in ${file} cannot be used: ${objection}`));
}

/**
 * Checks what hints say: they are written by hand. An object by handler, without `examples` around it, is taken as the examples.
 * @returns the hints, and what is wrong with the first field that is
 */
export function readHints(found: unknown): { readonly hints: HintsAsWritten; readonly objection: string | undefined } {
  if (!isRecord(found)) return { hints: {}, objection: EXPECTED };
  const written = withoutModule(found);
  const handlers = Object.keys(written).filter((name) => name.includes('/'));
  const isField = (name: string): boolean => Object.hasOwn(FIELDS, name);
  const stray = Object.keys(written).find((name) => !isField(name) && !handlers.includes(name));
  if (stray !== undefined) return { hints: {}, objection: unknownField(stray, 'hints', HINT_FIELDS) };
  const bare = Object.fromEntries(handlers.map((name) => [name, written[name]]));
  const { examples } = written;
  const hints: Readonly<Record<string, unknown>> =
    handlers.length === 0
      ? written
      : {
          ...Object.fromEntries(Object.entries(written).filter(([name]) => isField(name))),
          examples: { ...(isRecord(examples) && examples), ...bare },
        };
  for (const [name, check] of Object.entries(FIELDS)) {
    const objection = hints[name] === undefined ? undefined : check(hints[name]);
    if (objection !== undefined) return { hints, objection };
  }
  return { hints, objection: undefined };
}

/** What modules export in addition to what their author wrote. */
const OF_MODULES: ReadonlySet<string> = new Set(['module.exports', '__esModule']);

/** A module may export its hints one by one, or as one object by default. */
function withoutModule(found: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { default: all, ...named } = Object.fromEntries(
    Object.entries(found).filter(([name]) => !OF_MODULES.has(name)),
  );
  return isRecord(all) ? { ...all, ...named } : named;
}

function wrongServices(value: unknown): string | undefined {
  if (!isRecord(value) || !Object.values(value).every(isRecord)) return SERVICES;
  for (const [service, hints] of Object.entries(value)) {
    for (const [name, given] of Object.entries(hints as Readonly<Record<string, unknown>>)) {
      const says = Object.hasOwn(FIELDS_OF_SERVICE, name)
        ? FIELDS_OF_SERVICE[name as keyof typeof FIELDS_OF_SERVICE](given)
        : unknownField(name, 'the hints of one service', Object.keys(FIELDS_OF_SERVICE));
      if (says !== undefined) return `services, "${service}": ${says}`;
    }
  }
  return undefined;
}

function wrongFaults(
  value: unknown,
  types: Readonly<Record<string, 'number' | 'boolean' | 'operators'>> = FAULTS,
): string | undefined {
  if (!isRecord(value))
    return `faults is an object, such as { "${types === FAULTS ? 'clockJumps": true' : 'troubles": 0'} }`;
  for (const [name, given] of Object.entries(value)) {
    if (!Object.hasOwn(types, name)) return unknownField(name, 'faults', Object.keys(types));
    const type = types[name];
    if (type === 'operators') {
      const says = wrongOperators(given);
      if (says !== undefined) return says;
    } else if (typeof given !== type) return `"${name}" of faults is a ${type}`;
  }
  return undefined;
}

function wrongOperators(value: unknown): string | undefined {
  return objectionTo(() => operatorActions(value as Operators));
}

/** @returns the sentence of the error that a check throws, without its point */
function objectionTo(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message.replace(/\.$/, '');
    throw error;
  }
}

function isLists(value: unknown): value is Readonly<Record<string, readonly Json[]>> {
  return isRecord(value) && Object.values(value).every((list) => isList(list));
}

function isKeys(value: unknown): value is readonly string[] {
  return isTexts(value) && value.length > 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every((text) => typeof text === 'string');
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
