import { UsageError } from '../core/errors.ts';
import { DEFAULT_SERVER_VERSION, SERVER_VERSIONS, type ServerVersion } from '../core/server-version.ts';
import { patternProblem } from './versions/rule-book.ts';
import { RULES_OF } from './versions/version-rules.ts';

/**
 * How the modelled cluster is set up; the defaults are those of a fresh server of its version.
 * Rule: docs/internals/runtime-semantics.md#defaults
 */
export interface ServerOptions {
  /** Which restate-server is modelled. Default: the newest stable one on npm. */
  readonly version: ServerVersion;
  /** Largest total size of eagerly sent state, in bytes; above it the rest is lazy. */
  readonly eagerStateBytes: number;
  /** Interval of the retention sweep, in ms. */
  readonly cleanupIntervalMs: number;
  /** Protocol version negotiated with the services; 7 honours `onJournalMismatchErrors`. The default is that of the version. */
  readonly protocolVersion: 6 | 7;
  /** Inactivity timeout of handlers that set none, in ms; 0 suspends at each await, Infinity never does. */
  readonly inactivityTimeoutMs: number;
  /** Whether `ctx.rand` depends on more than the id of its invocation. The default is that of the version. */
  readonly uniqueRandomSeeds: boolean;
  /**
   * Concurrency limits of scopes, by pattern: `{ tenant: 10, 'tenant/*': 2 }`. Only a server from 1.8 on accepts scopes. See
   * docs/limits-and-scopes.md. Default: none.
   */
  readonly limits: Readonly<Record<string, number>>;
  /** Never retry: the first failure of an attempt ends its invocation. */
  readonly disableRetries: boolean;
}

export const DEFAULT_SERVER: ServerOptions = defaultsOf(DEFAULT_SERVER_VERSION);

/** @returns how a fresh server of a version is set up */
function defaultsOf(version: ServerVersion): ServerOptions {
  const { protocolVersion, uniqueRandomSeeds } = RULES_OF[version];
  return {
    version,
    eagerStateBytes: 32 * 1024 * 1024,
    cleanupIntervalMs: 3_600_000,
    protocolVersion,
    inactivityTimeoutMs: 60_000,
    uniqueRandomSeeds,
    limits: {},
    disableRetries: false,
  };
}

/**
 * @returns the options of a server: those that are given, and for the rest the defaults
 * @throws {UsageError} when one is unknown, or has a value that no server can have
 */
export function serverOptionsFrom(given: Partial<ServerOptions> = {}): ServerOptions {
  const { version = DEFAULT_SERVER_VERSION } = given;
  const options = { ...(isVersion(version) ? defaultsOf(version) : DEFAULT_SERVER), ...given };
  for (const [name, value] of Object.entries<unknown>(options)) {
    const rule = RULES.get(name);
    if (rule === undefined) {
      const names = [...RULES.keys()].join(', ');
      throw new UsageError('INVALID_SERVER_OPTION', `There is no server option "${name}"; they are ${names}.`);
    }
    if (rule.holds(value)) continue;
    throw new UsageError(
      'INVALID_SERVER_OPTION',
      `The server option "${name}" is ${String(value)}; give ${rule.words}.`,
    );
  }
  return options;
}

function isVersion(value: unknown): value is ServerVersion {
  return SERVER_VERSIONS.some((version) => version === value);
}

function isLimits(value: unknown): boolean {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.entries(value).every(
      ([pattern, limit]) => patternProblem(pattern) === undefined && Number.isSafeInteger(limit) && Number(limit) >= 1,
    )
  );
}

interface Rule {
  readonly words: string;
  holds(value: unknown): boolean;
}

const FROM_0: Rule = { words: 'a number from 0 up', holds: (value) => typeof value === 'number' && value >= 0 };

const RULES: ReadonlyMap<string, Rule> = new Map<keyof ServerOptions, Rule>([
  ['version', { words: SERVER_VERSIONS.join(' or '), holds: isVersion }],
  ['eagerStateBytes', FROM_0],
  // Without time between them, sweeps would follow each other for ever.
  ['cleanupIntervalMs', { words: 'a number above 0', holds: (value) => typeof value === 'number' && value > 0 }],
  ['protocolVersion', { words: '6 or 7', holds: (value) => value === 6 || value === 7 }],
  ['inactivityTimeoutMs', FROM_0],
  ['uniqueRandomSeeds', { words: 'true or false', holds: (value) => typeof value === 'boolean' }],
  ['limits', { words: 'numbers from 1 up, by patterns of scopes and limit keys', holds: isLimits }],
  ['disableRetries', { words: 'true or false', holds: (value) => typeof value === 'boolean' }],
]);
