import { checkedAllowances } from '../../core/allowances.ts';
import { durationIn } from '../../core/duration.ts';
import { UsageError } from '../../core/errors.ts';
import { SERVER_VERSIONS } from '../../core/server-version.ts';
import { valueInShort } from '../../core/value-in-short.ts';
import type { Config } from '../../config/config.ts';
import { ENGINE_NAMES } from '../../attempt/engines.ts';
import { ALL_STRATEGIES } from '../../search/campaign/run-source.ts';
import { DEFAULT_BOUNDS } from '../../search/exhaustive/bounds.ts';
import { readHints } from '../load/hints.ts';
import { ended, isEffects, isRecord, unknownField } from '../load/written-by-hand.ts';

/**
 * Checks what a config says: it is written by hand.
 * @param file its name, for the message
 * @param found what it exports by default, or holds as JSON
 * @throws {UsageError} in one sentence, which names the field that is wrong
 */
export function checkedConfig(file: string, found: unknown): Config {
  if (!isRecord(found)) throw wrong(file, 'it must export an object: export default defineConfig({ ... })');
  const stray = Object.keys(found).find((name) => !Object.hasOwn(FIELDS, name));
  if (stray !== undefined) throw wrong(file, unknownField(stray, 'a config', CONFIG_FIELDS));
  for (const [name, check] of Object.entries(FIELDS)) {
    const value = found[name];
    if (value !== undefined) check(value, { file, path: name });
  }
  return found;
}

/** Where a value stands. */
interface Place {
  readonly file: string;
  /** Such as `bounds.troubles`. */
  readonly path: string;
}

/** @throws {UsageError} when the field does not accept the value */
type Check = (value: unknown, place: Place) => void;

/** @returns a check, with a message such as `runs: must be a whole number of at least 1, not 0` */
function must(be: string, isRight: (value: unknown) => boolean): Check {
  return (value, { file, path }) => {
    if (!isRight(value)) throw wrong(file, `${path}: must be ${be}, not ${valueInShort(value)}`);
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
const isTexts = (value: unknown): boolean =>
  isText(value) || (Array.isArray(value) && value.length > 0 && value.every((each) => isText(each)));
const isDuration = (value: unknown): boolean => {
  const ms = typeof value === 'string' ? durationIn(value) : value;
  return typeof ms === 'number' && Number.isFinite(ms) && ms > 0;
};

const text = must('a string that is not empty', isText);
const texts = must('a string, or a list of at least one string', isTexts);
const yesOrNo = must('true or false', (value) => typeof value === 'boolean');
const positive = must('a whole number of at least 1', (value) => Number.isSafeInteger(value) && Number(value) >= 1);
const duration = must("a duration such as '30s', or a number of ms above 0", isDuration);
const record = must('an object', isRecord);

function oneOf(names: readonly string[]): Check {
  return must(`one of ${names.join(', ')}`, (value) => names.includes(value as string));
}

const hints: Check = (value, place) => {
  if (isText(value)) return;
  if (!isRecord(value))
    throw wrong(place.file, `hints: must be an object, or the file that has it, not ${valueInShort(value)}`);
  const { objection } = readHints(value);
  if (objection !== undefined) throw wrong(place.file, `hints: ${objection}`);
};

const bounds: Check = (value, place) => {
  record(value, place);
  for (const [name, bound] of Object.entries(value as object)) {
    const known = Object.keys(DEFAULT_BOUNDS);
    if (!known.includes(name)) throw wrong(place.file, unknownField(name, 'bounds', known));
    const whole = must('a whole number of at least 0', (given) => Number.isSafeInteger(given) && Number(given) >= 0);
    whole(bound, { ...place, path: `bounds.${name}` });
  }
};

/** The fields of a config, with their checks. */
const FIELDS: Readonly<Record<keyof Required<Config>, Check>> = {
  files: texts,
  scenario: texts,
  hints,
  http: record,
  stubs: record,
  effects: must('an object of what effect({ state, apply }) returns', isEffects),
  allow: (value, { file, path }) => {
    try {
      checkedAllowances(value, path);
    } catch (error) {
      if (error instanceof UsageError) throw wrong(file, error.message);
      throw error;
    }
  },
  seed: must('a whole number', (value) => Number.isSafeInteger(value)),
  runs: positive,
  time: duration,
  enough: positive,
  keepGoing: yesOrNo,
  strategy: oneOf(ALL_STRATEGIES),
  bounds,
  workers: positive,
  engine: oneOf(ENGINE_NAMES),
  horizon: duration,
  serverVersion: oneOf(SERVER_VERSIONS),
  watchdog: duration,
  report: text,
  json: text,
  junit: text,
  coverage: yesOrNo,
  verbose: yesOrNo,
};

/** What a config may have. */
export const CONFIG_FIELDS: readonly string[] = Object.keys(FIELDS);

function wrong(file: string, what: string): UsageError {
  return new UsageError('INVALID_CONFIG', ended(`${file} cannot be used: ${what}`));
}
