import type { Json } from '../json.ts';
import type { Body, ServiceOptions } from '../deployments/services-of.ts';

/** A change of one handler, and what becomes of an invocation that the old code has begun. */
export interface Change {
  readonly name: string;
  /** What the handler belongs to. Default: a service. */
  readonly of?: 'object' | 'workflow';
  readonly v1: Body;
  /** Default: the same code, which is declared with other options. */
  readonly v2?: Body;
  /** What a handler of the same key does before. */
  readonly before?: Body;
  readonly input?: Json;
  /** Whether the input of v2 is read with a serde that takes nothing but an amount with its currency. */
  readonly strictInput?: true;
  readonly options?: { readonly v1?: ServiceOptions; readonly v2?: ServiceOptions };
  /** The durable promise that is resolved after the change; otherwise it is the first awakeable, where there is one. */
  readonly resolves?: string;
  /** What v1 waits for comes by itself, or not at all. */
  readonly waits?: 'sleep' | 'for ever';
  /** v2 runs where v1 ran: another process at the same address. */
  readonly inPlace: Fates;
  /** v2 is a deployment of its own, on which the invocation is resumed. Default: the same. */
  readonly resumed?: Fates;
}

/**
 * What became of it: its status with its answer, or with why the first attempt on v2 failed. `+1` says that a closure ran
 * on v2.
 */
export type Fate = string;

/** What an expectation lists: one fate, or the ones that are possible. */
export type Fates = Fate | readonly Fate[];
