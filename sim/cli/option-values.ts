import { ENGINE_NAMES, type EngineName } from '../attempt/engines.ts';
import { checkedAllowances, type Allowance } from '../core/allowances.ts';
import { durationIn } from '../core/duration.ts';
import type { ErrorCode } from '../core/error-codes.ts';
import { UsageError } from '../core/errors.ts';
import { checkedRoutes, type UpgradeRoute } from '../simulation/scenario/upgrade.ts';
import type { ServerMode } from '../real-server/room.ts';
import type { Shard } from '../search/campaign/shard.ts';
import { DEFAULT_BOUNDS, type Bounds } from '../search/exhaustive/bounds.ts';

/** What runs the handlers: an engine of the simulator, or a real server. */
export type Engine = EngineName | 'server';

/** Every engine. */
export const ENGINES: readonly Engine[] = [...ENGINE_NAMES, 'server'];

/** Runs per scenario without `--runs`. */
export const DEFAULT_RUNS = 300;

/** Runs per scenario on a real server without `--runs`: each takes its time. */
export const REAL_RUNS = 20;

/** Each mode of a real server, and the word for it on the command line. */
export const SERVER_MODES: readonly { readonly word: string; readonly mode: ServerMode }[] = [
  { word: 'default', mode: 'default' },
  { word: 'always-suspend', mode: 'always suspend' },
  { word: 'protocol-v7', mode: 'protocol v7' },
  { word: 'lazy-state', mode: 'lazy state' },
];

export function text(given: string): string {
  return given;
}

export function integer(given: string, flag: string): number {
  const value = Number(given);
  if (given.trim() !== '' && Number.isSafeInteger(value)) return value;
  throw new UsageError('NOT_AN_INTEGER', `${flag} takes an integer, not "${given}".`);
}

export function positiveInteger(given: string, flag: string): number {
  const value = integer(given, flag);
  if (value >= 1) return value;
  throw new UsageError('NOT_POSITIVE', `${flag} takes an integer of at least 1, not ${given}.`);
}

/** @returns the address of a server, over HTTP or HTTPS */
export function url(given: string, flag: string): string {
  if (/^https?:\/\//.test(given) && URL.canParse(given)) return given;
  throw new UsageError('INVALID_ARGUMENTS', `${flag} takes an address such as http://localhost:9070, not "${given}".`);
}

/** @returns the id of an invocation */
export function invocation(given: string, flag: string): string {
  if (/^inv_1[0-9A-Za-z]{33}$/.test(given)) return given;
  throw new UsageError(
    'INVALID_ARGUMENTS',
    `${flag} takes the id of an invocation (inv_1 and 33 characters), not "${given}".`,
  );
}

/** @returns ms */
export function duration(given: string, flag: string): number {
  const ms = durationIn(given);
  if (ms !== undefined && ms > 0) return ms;
  throw new UsageError('INVALID_DURATION', `${flag} takes a duration such as 500ms, 30s or 10m, not "${given}".`);
}

/** @returns ms of virtual time */
export function virtualDuration(given: string, flag: string): number {
  const ms = durationIn(given);
  if (ms !== undefined) return ms;
  throw new UsageError('INVALID_DURATION', `${flag} takes a duration such as 12h or 90d, not "${given}".`);
}

export function path(given: string): string {
  if (/^\d+(:\d+)*$/.test(given)) return given;
  throw new UsageError('INVALID_PATH', `--path takes numbers joined by colons, such as 17, not "${given}".`);
}

export function bounds(given: string): Partial<Bounds> {
  const pairs = given.split(',').map((pair) => {
    const [name = '', value = ''] = pair.split('=');
    if (Object.hasOwn(DEFAULT_BOUNDS, name) && /^\d+$/.test(value)) return [name, Number(value)] as const;
    const known = Object.keys(DEFAULT_BOUNDS).join(', ');
    throw new UsageError('INVALID_BOUNDS', `--bounds takes numbers for ${known}, such as troubles=2, not "${pair}".`);
  });
  return Object.fromEntries(pairs);
}

export function allowances(given: string, flag: string): readonly Allowance[] {
  return checkedAllowances(given.split(','), flag);
}

export function routes(given: string, flag: string): readonly UpgradeRoute[] {
  return checkedRoutes(given.split(','), flag);
}

export function shard(given: string): Shard {
  const match = /^(\d+)\/(\d+)$/.exec(given);
  const [part, of] = [Number(match?.[1]), Number(match?.[2])];
  if (part >= 1 && part <= of) return { part, of };
  throw new UsageError('INVALID_SHARD', `--shard takes a part and a number of parts, such as 2/5, not "${given}".`);
}

export function serverMode(given: string): ServerMode {
  const found = SERVER_MODES.find(({ word }) => word === given);
  if (found !== undefined) return found.mode;
  const words = SERVER_MODES.map(({ word }) => word).join(', ');
  throw new UsageError('UNKNOWN_SERVER_MODE', `There is no server mode "${given}"; --server-mode takes: ${words}.`);
}

/** @param what the kind of name, which is also that of the option */
export function oneOf<Name extends string>(given: string, names: readonly Name[], code: ErrorCode, what: string): Name {
  const found = names.find((name) => name === given);
  if (found !== undefined) return found;
  throw new UsageError(code, `There is no ${what} "${given}"; --${what} takes: ${names.join(', ')}.`);
}
