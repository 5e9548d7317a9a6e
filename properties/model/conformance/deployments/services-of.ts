import * as restate from '@restatedev/restate-sdk';
import { z } from 'zod';

import type { Json } from '../json.ts';
import type { Definition } from '../services.ts';
import type { AnyContext } from '../wait-ops.ts';
import { handsFor, linesOf, type Common, type Hands, type Version } from './hands.ts';

/** What a handler does. What it returns is its output. */
export type Body = (hands: Hands) => Promise<Json | undefined> | Json | undefined;

/** A handler with what it is declared with. */
export interface Declared {
  readonly body: Body;
  readonly shared?: true;
  readonly input?: restate.Serde<Json>;
}

export type Handlers = Readonly<Record<string, Body | Declared>>;

/** A service as data: one code of it, of one version. */
export interface ServiceSpec {
  readonly kind: 'service' | 'object' | 'workflow';
  readonly handlers: Handlers;
  /** In place of {@link QUICK}. */
  readonly options?: ServiceOptions;
}

export type ServiceOptions = NonNullable<Parameters<typeof restate.object>[0]['options'] & restate.WorkflowOptions>;

/** Services by the names that they have in the case. */
export type Services = Readonly<Record<string, ServiceSpec>>;

export const service = (handlers: Handlers, options?: ServiceOptions): ServiceSpec =>
  spec('service', handlers, options);
export const object = (handlers: Handlers, options?: ServiceOptions): ServiceSpec => spec('object', handlers, options);
export const workflow = (handlers: Handlers, options?: ServiceOptions): ServiceSpec =>
  spec('workflow', handlers, options);
export const shared = (body: Body): Declared => ({ body, shared: true });

function spec(kind: ServiceSpec['kind'], handlers: Handlers, options?: ServiceOptions): ServiceSpec {
  return { kind, handlers, ...(options !== undefined && { options }) };
}

/** Suspends soon and is paused soon, so that no case has to wait for it. */
export const QUICK: ServiceOptions = {
  inactivityTimeout: 60,
  retryPolicy: { initialInterval: 40, exponentiationFactor: 1, maxAttempts: 3, onMaxAttempts: 'pause' },
};

/** Suspends soon and is retried for as long as a case takes. */
export const PATIENT: ServiceOptions = {
  inactivityTimeout: 60,
  retryPolicy: { initialInterval: 40, exponentiationFactor: 1, maxAttempts: 1_000, onMaxAttempts: 'pause' },
};

/** A serde that takes nothing but an amount with its currency. */
export const strict: restate.Serde<Json> = restate.serde.schema(z.object({ n: z.number(), currency: z.string() }));

/** The definitions of one version, as the SDK takes them. Each attempt logs that it has started. */
export function definitionsOf(services: Services, version: Version, common: Common): readonly Definition[] {
  return Object.entries(services).map(([name, { kind, handlers, options = QUICK }]) => {
    const made = Object.entries(handlers).map(([handler, declared]) => {
      const { body, ...more } = typeof declared === 'function' ? { body: declared } : declared;
      const run = (ctx: restate.Context, input: Json | undefined): Promise<Json | undefined> => {
        const { id } = ctx.request();
        common.outside.log({ tag: linesOf.starts(id), id, version });
        // The SDK has one class of contexts for all kinds of handlers.
        return Promise.resolve(body(handsFor(ctx as AnyContext, input, version, common)));
      };
      return [handler, { run, ...more }] as const;
    });
    return definition(kind, common.nameOf(name), options, made);
  });
}

type Run = (ctx: restate.Context, input: Json | undefined) => Promise<Json | undefined>;

type Made = readonly (readonly [name: string, handler: Omit<Declared, 'body'> & { readonly run: Run }])[];

function definition(kind: ServiceSpec['kind'], name: string, options: ServiceOptions, made: Made): Definition {
  const each = <T>(make: (handler: Made[number][1]) => T): Record<string, T> =>
    Object.fromEntries(made.map(([handler, declared]) => [handler, make(declared)]));
  const { handlers: h } = restate;
  switch (kind) {
    case 'service':
      return restate.service({
        name,
        options,
        handlers: each(({ run, input }) => (input ? h.handler({ input }, run) : run)),
      });
    case 'object':
      return restate.object({
        name,
        options,
        handlers: each(({ run, input, shared: isShared }) => {
          if (isShared) return h.object.shared(run);
          return input ? h.object.exclusive({ input }, run) : run;
        }),
      });
    case 'workflow':
      return restate.workflow({ name, options, handlers: { run: idle, ...each(({ run }) => run) } });
    default:
      return kind satisfies never;
  }
}

const idle: Run = () => Promise.resolve(null);
