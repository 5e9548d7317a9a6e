import type { GenericCall, GenericSend } from '@restatedev/restate-sdk';
import type { AnySerde } from '../serde.ts';
import { NOT_OPTIONS, TOO_MANY_ARGUMENTS } from './sdk-messages.ts';
import type { SdkExports } from '../sdk-probe.ts';

/** What a client reads of a definition or an interface: its name, and the serdes that its handlers declare. */
export interface ClientTarget {
  readonly name: string;
  readonly _kind?: 'service' | 'object' | 'workflow';
  readonly _handlers?: Readonly<Record<string, Descriptor>>;
}

interface Descriptor {
  readonly _inputSerde?: AnySerde | undefined;
  readonly _outputSerde?: AnySerde | undefined;
}

/** The methods that make clients, on a context and on what `ctx.scope` returns. */
export interface Clients {
  serviceClient(target: ClientTarget): never;
  objectClient(target: ClientTarget, key: string): never;
  workflowClient(target: ClientTarget, key: string): never;
  serviceSendClient(target: ClientTarget): never;
  objectSendClient(target: ClientTarget, key: string): never;
  workflowSendClient(target: ClientTarget, key: string): never;
  client(target: ClientTarget, key?: string): never;
  sendClient(target: ClientTarget, key?: string): never;
}

/** What clients need of the context that made them. */
export interface Caller {
  readonly sdk: Pick<SdkExports, 'Opts' | 'SendOpts'>;
  /** The serde of handlers that declare none. */
  readonly defaultSerde: AnySerde;
  call(request: GenericCall<unknown, unknown>): unknown;
  send(request: GenericSend<unknown>): unknown;
}

/** @returns the methods that make clients, for one scope key. */
export function clientsOf(caller: Caller, scope: string | undefined): Clients {
  const calls = (target: ClientTarget, key?: string): never => callProxy(caller, scope, target, key) as never;
  const sends = (target: ClientTarget, key?: string): never => sendProxy(caller, scope, target, key) as never;
  return {
    serviceClient: (target) => calls(target),
    objectClient: calls,
    workflowClient: calls,
    serviceSendClient: (target) => sends(target),
    objectSendClient: sends,
    workflowSendClient: sends,
    client: (target, key) => calls(target, target._kind === 'service' ? undefined : key),
    sendClient: (target, key) => sends(target, target._kind === 'service' ? undefined : key),
  };
}

type Method = (...args: unknown[]) => unknown;

function callProxy(caller: Caller, scope: string | undefined, target: ClientTarget, key?: string): object {
  const name = target.name;
  const handlers = target._handlers;
  return methods((method, ...args) => {
    const { parameter, options } = split(args, caller);
    const descriptor = handlers?.[method];
    return caller.call({
      ...common(name, method, key, scope, parameter, options),
      inputSerde: options?.input ?? descriptor?._inputSerde ?? caller.defaultSerde,
      outputSerde: options?.output ?? descriptor?._outputSerde ?? caller.defaultSerde,
    } as GenericCall<unknown, unknown>);
  });
}

function sendProxy(caller: Caller, scope: string | undefined, target: ClientTarget, key?: string): object {
  const name = target.name;
  const handlers = target._handlers;
  return methods((method, ...args) => {
    const { parameter, options } = split(args, caller);
    const descriptor = handlers?.[method];
    return caller.send({
      ...common(name, method, key, scope, parameter, options),
      delay: options?.delay,
      inputSerde: options?.input ?? descriptor?._inputSerde ?? caller.defaultSerde,
    } as GenericSend<unknown>);
  });
}

/** Every property is a handler of the target: like the SDK, a client does not check names. */
function methods(method: (name: string, ...args: unknown[]) => unknown): object {
  return new Proxy(
    {},
    {
      get:
        (_target, name): Method =>
        (...args) =>
          method(String(name), ...args),
    },
  );
}

interface Options {
  readonly input?: AnySerde;
  readonly output?: AnySerde;
  readonly delay?: unknown;
  readonly headers?: Record<string, string>;
  readonly idempotencyKey?: string;
  readonly limitKey?: string;
  readonly name?: string;
}

/** @returns parameter and options; a lone argument is options only if it was made by `rpc.opts` or `rpc.sendOpts`. */
function split(args: readonly unknown[], caller: Caller): { parameter?: unknown; options?: Options | undefined } {
  const { Opts, SendOpts } = caller.sdk;
  const optionsIn = (value: unknown): Options | undefined =>
    value instanceof Opts || value instanceof SendOpts ? (value.getOpts() as Options) : undefined;
  const [first, second] = args;
  if (args.length === 0) return {};
  if (args.length === 1) {
    const options = optionsIn(first);
    return options === undefined ? { parameter: first } : { options };
  }
  if (args.length > 2) throw new TypeError(TOO_MANY_ARGUMENTS);
  const options = optionsIn(second);
  if (options === undefined) throw new TypeError(NOT_OPTIONS);
  return { parameter: first, options };
}

function common(
  service: string,
  method: string,
  key: string | undefined,
  scope: string | undefined,
  parameter: unknown,
  options: Options | undefined,
): object {
  const { headers, idempotencyKey, limitKey, name } = options ?? {};
  return { service, method, parameter, key, scope, headers, idempotencyKey, limitKey, name };
}
