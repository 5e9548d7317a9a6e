import * as restate from '@restatedev/restate-sdk';

import type { Json } from '../json.ts';
import type { Outside } from '../outside.ts';
import type { AnyContext } from '../wait-ops.ts';

export type Version = 'v1' | 'v2';

/** What a handler of a deployment case is written with: its context, and short forms of what nearly all of them do. */
export interface Hands {
  readonly ctx: AnyContext;
  /** Which code it is. */
  readonly version: Version;
  readonly input: Json | undefined;
  /** A `ctx.run` of this name that results in `result` (by default its name), and logs that its closure ran. */
  readonly run: (name: string, result?: Json, options?: restate.RunOptions<Json>) => restate.RestatePromise<Json>;
  /** Creates an awakeable that the script can resolve. */
  readonly awakeable: (serde?: restate.Serde<Json>) => restate.RestatePromise<Json>;
  /** Waits plainly, not durably, until the script opens the gate. */
  readonly gate: (name: string) => Promise<void>;
  /** Whether the script has opened the gate. */
  readonly isOpen: (name: string) => boolean;
  readonly call: (to: CallTarget, parameter?: Json, more?: CallOptions) => restate.InvocationPromise<Json>;
  readonly send: (to: CallTarget, parameter?: Json, more?: SendOptions) => restate.InvocationHandle;
}

/** `[service, handler]` or `[service, handler, key]`; the service by its name in the case. */
export type CallTarget = readonly [service: string, handler: string, key?: string];

export interface CallOptions {
  readonly name?: string;
  readonly idempotencyKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly outputSerde?: restate.Serde<Json>;
}

export interface SendOptions {
  readonly delay?: number;
}

/** What the script and the handlers of a case share. */
export interface Common {
  readonly outside: Outside;
  /** Gates that the script has opened. */
  readonly open: ReadonlySet<string>;
  /** The name under which a service of the case is registered. */
  readonly nameOf: (service: string) => string;
}

/** Where the lines of an invocation are: its attempts, the closures that ran, its awakeables. */
export const linesOf = {
  starts: (id: string): string => `${id}/starts`,
  runs: (id: string): string => `${id}/runs`,
  awakeables: (id: string): string => `${id}/awakeables`,
  gates: (id: string): string => `${id}/gates`,
};

export function handsFor(ctx: AnyContext, input: Json | undefined, version: Version, common: Common): Hands {
  const { outside, open, nameOf } = common;
  const { id } = ctx.request();
  const target = ([service, method, key]: CallTarget) => ({
    service: nameOf(service),
    method,
    ...(key !== undefined && { key }),
  });
  return {
    ctx,
    version,
    input,
    run: (name, result = name, options = {}) => {
      const closure = (): Json => {
        outside.log({ tag: linesOf.runs(id), id, name });
        return result;
      };
      return ctx.run(name, closure, options);
    },
    awakeable: (serde) => {
      const { id: awakeable, promise } = ctx.awakeable<Json>(serde);
      outside.log({ tag: linesOf.awakeables(id), id, awakeable });
      return promise;
    },
    gate: async (name) => {
      outside.log({ tag: linesOf.gates(id), id, name });
      while (!open.has(name)) await outside.wait(POLL_MS);
    },
    isOpen: (name) => open.has(name),
    call: (to, parameter, { outputSerde = json, ...more } = {}) =>
      ctx.genericCall<Json | undefined, Json>({ ...target(to), parameter, inputSerde: json, outputSerde, ...more }),
    send: (to, parameter, more = {}) =>
      ctx.genericSend<Json | undefined>({ ...target(to), parameter, inputSerde: json, ...more }),
  };
}

/** The SDK declares it for `any`. */
const json = restate.serde.json as restate.Serde<Json>;

const POLL_MS = 20;
