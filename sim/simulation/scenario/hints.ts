import type { BoundService } from '../../attempt/definition.ts';
import type { Allowance } from '../../core/allowances.ts';
import { UsageError } from '../../core/errors.ts';
import type { Json } from '../faults/plan.ts';
import type { AnyDefinition } from './scenario.ts';
import type { FaultProfile, ServiceFaults } from './fault-profile.ts';
import type { Operators } from './operators.ts';
import type { JsonSchema } from './json-arbitrary.ts';
import type { Effect } from './effect.ts';
import type { AnyHttpStubs } from './http-stubs.ts';
import type { AnyStubs } from './stubs.ts';

/** Hints about one service. What they leave out is as for all services. */
export interface ServiceHints {
  /** Keys that clients use, of an object or a workflow. */
  readonly keys?: readonly string[];
  readonly faults?: ServiceFaults;
  readonly operators?: Operators;
  readonly owed?: readonly string[];
}

/** Hints for deriving a scenario where definitions are not enough. */
export interface Hints {
  /** Hints about single services, by name. */
  readonly services?: Readonly<Record<string, ServiceHints>>;
  /** Inputs by handler, `Service/handler`: one of them is drawn for each request. `[]`: the handler is not called, and not missed. */
  readonly examples?: Readonly<Record<string, readonly Json[]>>;
  /** Keys of all objects and workflows, or a list for each of them by name. Default: two, so that requests contend. */
  readonly keys?: readonly string[] | Readonly<Record<string, readonly string[]>>;
  /** Replacements for `ctx.run` steps that use the network. */
  readonly stubs?: AnyStubs;
  /** Responses to HTTP requests of handlers, by method and URL. */
  readonly http?: AnyHttpStubs;
  /** What handlers may use for real, as in a scenario. */
  readonly allow?: readonly Allowance[];
  /** Declared parts of the outside world, for the stubs to call. */
  readonly effects?: Readonly<Record<string, Effect<never, unknown>>>;
  /**
   * Values by handler, `Service/handler`, with which the outside world resolves awakeables that the handler makes. `[]`: it
   * leaves them alone. Default: their type is unknown, so it only rejects them, and only where the services do not complete
   * them.
   */
  readonly awakeables?: Readonly<Record<string, readonly Json[]>>;
  /** Which faults the search injects, as in a scenario. */
  readonly faults?: FaultProfile;
  /** What operators do, as in the `faults` of a scenario. Default: they cancel. */
  readonly operators?: Operators;
  /** What may be left waiting at the end of a run, as in a scenario. Default: anything that comes from outside. */
  readonly owed?: readonly string[];
  /** Whether a handler takes an input, where it is known. Default: a handler without a schema takes one. */
  readonly takesInput?: (definition: AnyDefinition, handler: string) => boolean | undefined;
  /** What the TypeScript type of a handler, `Service/handler`, says about its input, where it is known. */
  readonly inputTypes?: (handler: string) => InputType | undefined;
}

/** What a type says about an input: which values it has, that there is none, or why no value can be made. */
export type InputType =
  { readonly schema: JsonSchema; readonly isOptional: boolean } | 'none' | { readonly why: string };

const KEYS = ['a', 'b'];

/** @returns the keys that clients use for a service */
export function keysOf({ keys, services }: Hints, service: string): readonly string[] {
  const own = services?.[service]?.keys;
  if (own !== undefined) return own;
  if (keys === undefined) return KEYS;
  return isList(keys) ? keys : (keys[service] ?? KEYS);
}

/** @returns the faults that hints set, for all services and for single ones */
export function faultsOfHints({ faults = {}, operators, services = {} }: Hints): FaultProfile {
  const own = Object.entries(services).flatMap(([name, { faults: given, operators: actions }]) =>
    given === undefined && actions === undefined
      ? []
      : [[name, { ...given, ...(actions !== undefined && { operators: actions }) }] as const],
  );
  return {
    ...faults,
    ...(operators !== undefined && { operators }),
    ...(own.length > 0 && { services: { ...faults.services, ...Object.fromEntries(own) } }),
  };
}

/** @throws {UsageError} for a hint about a handler or a service that there is not */
export function checkNames(bound: readonly BoundService[], { examples, keys, awakeables, services = {} }: Hints): void {
  const handlers = bound.flatMap(({ name, handlers: own }) => [...own.keys()].map((handler) => `${name}/${handler}`));
  for (const name of Object.keys(examples ?? {})) {
    if (!handlers.includes(name)) throw unknown(`There are examples for "${name}"`, 'handlers', handlers);
  }
  for (const name of Object.keys(awakeables ?? {})) {
    if (!handlers.includes(name)) throw unknown(`There are awakeables for "${name}"`, 'handlers', handlers);
  }
  const keyed = bound.filter(({ kind }) => kind !== 'service').map(({ name }) => name);
  const all = bound.map(({ name }) => name);
  for (const [name, own] of Object.entries(services)) {
    if (!all.includes(name)) throw unknown(`There are hints for "${name}"`, 'services', all);
    if (own.keys !== undefined && !keyed.includes(name))
      throw unknown(`There are keys for "${name}"`, 'objects and workflows', keyed);
  }
  if (keys === undefined || isList(keys)) return;
  for (const name of Object.keys(keys)) {
    if (!keyed.includes(name)) throw unknown(`There are keys for "${name}"`, 'objects and workflows', keyed);
  }
}

function unknown(what: string, kind: string, known: readonly string[]): UsageError {
  return new UsageError('HANDLER_NOT_FOUND', `${what}, but the ${kind} are: ${known.join(', ')}.`);
}

function isList(keys: NonNullable<Hints['keys']>): keys is readonly string[] {
  return Array.isArray(keys);
}
