import type {
  Duration,
  Serde,
  ServiceDefinitionFrom,
  VirtualObjectDefinitionFrom,
  WorkflowDefinitionFrom,
} from '@restatedev/restate-sdk';
import type { BoundHandler, BoundService } from '../../attempt/definition.ts';
import { toMillis } from '../../attempt/duration.ts';
import type { AnySerde } from '../../attempt/serde.ts';
import type { Sdk } from '../../attempt/sdk-shape.ts';
import { UsageError } from '../../core/errors.ts';
import { targetName } from '../../core/target-name.ts';
import { EMPTY_BODY, type IngressRequest, type IngressResponse } from '../../server/ingress/request.ts';
import { Answer } from './answer.ts';
import { checkedRequest } from './checked-request.ts';
import { checkedHeader, checkedIdempotencyKey, encodedKey } from './checked.ts';
import { failureOf, IngressError } from './client-errors.ts';
import type { ObjectHandlers, ServiceHandlers, WorkflowHandlers } from '../definition-types.ts';
import type { ClientPort } from './client-port.ts';
import type { HandlerClient, WorkflowClient } from './client-types.ts';
import { type MaybeOutput, Receipt, type ReceiptFields } from './receipt.ts';
import { requestBody } from './request-body.ts';
import { UnreadableResponse } from './unreadable-response.ts';
import { decodeUtf8, encodeUtf8 } from '../../core/utf8.ts';

/**
 * Typed clients of the bound definitions. Inputs and outputs go through the serdes that the handlers declare. When a
 * handler fails with a terminal error, the promise rejects with the SDK's `TerminalError` (code, message, metadata). When
 * the ingress refuses a request, it rejects with {@link IngressError}. What no HTTP client could send, or every server
 * refuses (an idempotency key that is not visible ASCII, for example), is a {@link UsageError} at the call.
 */
/** Clients of the bound definitions in one scope; a server before 1.8 refuses scopes. */
export interface ScopedClient {
  service<D>(definition: ServiceDefinitionFrom<D>): HandlerClient<ServiceHandlers<D>>;
  object<D>(definition: VirtualObjectDefinitionFrom<D>, key: string): HandlerClient<ObjectHandlers<D>>;
  workflow<D>(definition: WorkflowDefinitionFrom<D>, key: string): HandlerClient<WorkflowHandlers<D>>;
}

export interface SimulationClient {
  service<D>(definition: ServiceDefinitionFrom<D>): HandlerClient<ServiceHandlers<D>>;
  object<D>(definition: VirtualObjectDefinitionFrom<D>, key: string): HandlerClient<ObjectHandlers<D>>;
  workflow<D>(definition: WorkflowDefinitionFrom<D>, key: string): WorkflowClient<WorkflowHandlers<D>>;
  /** Clients in a scope, where keys, idempotency keys and limits are its own. See docs/limits-and-scopes.md. */
  scope(scope: string): ScopedClient;
  /** Waits for the result of an invocation. @param serde reads the result. Default: JSON */
  attach<T>(invocationId: string, serde?: Serde<T>): Answer<T>;
  /** The result of an invocation, if it has completed. */
  output<T>(invocationId: string, serde?: Serde<T>): Answer<MaybeOutput<T>>;
  /** Succeeds for every well-formed id, even if no invocation awaits it. */
  resolveAwakeable<T>(id: string, payload?: T, serde?: Serde<T>): Answer<void>;
  rejectAwakeable(id: string, reason: string): Answer<void>;
}

/** @param services the bound services; read for each request, because a process crash binds the definitions again */
export function clientFor(
  port: ClientPort,
  sdk: Sdk,
  services: () => ReadonlyMap<string, BoundService>,
  client: string = 'test',
): SimulationClient {
  const clients = new HandlerClients(port, sdk, services, client);
  return {
    service: (definition) => clients.handlers(definition.name, undefined, 'service'),
    object: (definition, key) => clients.handlers(definition.name, key, 'object'),
    workflow: (definition, key) => clients.handlers(definition.name, key, 'workflow'),
    scope: (scope) => ({
      service: (definition) => clients.handlers(definition.name, undefined, 'service', scope),
      object: (definition, key) => clients.handlers(definition.name, key, 'object', scope),
      workflow: (definition, key) => clients.handlers(definition.name, key, 'workflow', scope),
    }),
    attach: (id, serde) => clients.attach(`/restate/attach/${id}`, id, serde ?? sdk.exports.serde.json),
    output: (id, serde) => clients.output(`/restate/output/${id}`, id, serde ?? sdk.exports.serde.json),
    resolveAwakeable: (id, payload, serde) =>
      clients.completeAwakeable(id, 'resolve', payload, serde ?? sdk.exports.serde.json),
    rejectAwakeable: (id, reason) => clients.completeAwakeable(id, 'reject', reason, TEXT),
  };
}

const TEXT: AnySerde = {
  contentType: 'text/plain',
  serialize: (value) => encodeUtf8(String(value)),
  deserialize: (bytes) => decodeUtf8(bytes),
};

interface Bytes<T> {
  deserialize(bytes: Uint8Array): T;
}

/** A key, and what it is in a path. */
interface Key {
  readonly text: string;
  readonly segment: string;
}

/** Where a handler is called. */
interface Place {
  readonly key?: Key;
  readonly scope?: string;
}

interface Options {
  readonly idempotencyKey?: string;
  readonly limitKey?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly delay?: number | Duration;
  readonly input?: AnySerde;
  readonly output?: AnySerde;
}

class HandlerClients {
  readonly #port: ClientPort;
  readonly #sdk: Sdk;
  readonly #services: () => ReadonlyMap<string, BoundService>;
  readonly #client: string;

  constructor(port: ClientPort, sdk: Sdk, services: () => ReadonlyMap<string, BoundService>, client: string) {
    this.#port = port;
    this.#sdk = sdk;
    this.#services = services;
    this.#client = client;
  }

  /** @returns an object that has every handler as a property, whatever type the definition gives it */
  handlers<T>(service: string, key: string | undefined, kind: BoundService['kind'], scope?: string): T {
    const bound = this.#services().get(service);
    if (bound === undefined) {
      throw new UsageError(
        'SERVICE_NOT_BOUND',
        `'${service}' is not bound in this simulation; add its definition to \`services\`, next to ${[...this.#services().keys()].join(', ')}.`,
      );
    }
    if (bound.kind !== kind) {
      const wanted = bound.kind === 'service' ? 'client.service(definition)' : `client.${bound.kind}(definition, key)`;
      throw new UsageError('WRONG_KIND', `'${service}' is ${KINDS[bound.kind]}, so use ${wanted}.`);
    }
    if (kind !== 'service' && (typeof key !== 'string' || key === '')) {
      const given = key === '' ? 'an empty string' : String(key);
      throw new UsageError('KEY_REQUIRED', `The key of '${service}' must be a non-empty string, not ${given}.`);
    }
    const place: Place = {
      ...(key !== undefined && { key: { text: key, segment: encodedKey(key, service) } }),
      ...(scope !== undefined && { scope }),
    };
    const known = new Map<string, unknown>();
    return new Proxy(
      {},
      {
        get: (_target, name) => {
          // A client that is awaited or printed by mistake must not return a handler.
          if (typeof name === 'symbol' || name === 'then' || name === 'toJSON') return undefined;
          if (!known.has(name)) known.set(name, this.#member(bound, place, name));
          return known.get(name);
        },
      },
    ) as T;
  }

  attach<T>(path: string, whose: string, serde: Bytes<T>): Answer<T> {
    const what = `The result of ${whose}`;
    return this.#request('GET', path, what, (response) => this.#value(response, what, serde));
  }

  output<T>(path: string, whose: string, serde: Bytes<T>): Answer<MaybeOutput<T>> {
    const what = `The output of ${whose}`;
    const request = checkedRequest({ method: 'GET', path, headers: [], body: EMPTY_BODY });
    const read = (response: IngressResponse): MaybeOutput<T> => {
      const failure = failureOf(response, what, this.#sdk);
      if (failure instanceof IngressError && failure.status === NOT_READY) return { ready: false };
      if (failure !== undefined) throw failure;
      return { ready: true, result: this.#value(response, what, serde) };
    };
    return new Answer(this.#port, { client: this.#client, request, what, read });
  }

  completeAwakeable(id: string, verb: 'resolve' | 'reject', payload: unknown, serde: AnySerde): Answer<void> {
    const body = requestBody(serde.serialize(payload));
    const path = `/restate/awakeables/${id}/${verb}`;
    return this.#request('POST', path, `The completion of awakeable ${id}`, () => undefined, typeHeader(serde), body);
  }

  #member(service: BoundService, place: Place, name: string): unknown {
    const { key, scope } = place;
    const path = `/restate/workflow/${service.name}/${key?.segment}`;
    const run = (): BoundHandler => this.#handler(service.name, 'run');
    if (scope === undefined && service.kind === 'workflow' && name === 'workflowAttach') {
      return () => this.attach(`${path}/attach`, `${service.name}/${key?.text}/run`, run().outputSerde);
    }
    if (scope === undefined && service.kind === 'workflow' && name === 'workflowOutput') {
      return () => this.output(`${path}/output`, `${service.name}/${key?.text}/run`, run().outputSerde);
    }
    this.#handler(service.name, name);
    const call = (...args: unknown[]): unknown => this.#call(this.#handler(service.name, name), place, args);
    const send = (...args: unknown[]): unknown => this.#send(this.#handler(service.name, name), place, args);
    return Object.assign(call, { send });
  }

  #call(handler: BoundHandler, place: Place, args: unknown[]): Answer<unknown> {
    const { input, options } = split(args);
    const { headers, body } = requestParts(input, options, handler);
    const serde = options.output ?? handler.outputSerde;
    const what = `The response of ${targetName({ service: handler.service, key: place.key?.text, handler: handler.name })}`;
    const read = (response: IngressResponse): unknown => this.#value(response, what, serde);
    return this.#request('POST', pathOf(handler, place, 'call'), what, read, headers, body);
  }

  #send(handler: BoundHandler, place: Place, args: unknown[]): Answer<Receipt<unknown>> {
    const { input, options } = split(args);
    const { headers, body } = requestParts(input, options, handler);
    const delay = options.delay === undefined ? '' : `?delay=${toMillis(options.delay)}ms`;
    const serde = options.output ?? handler.outputSerde;
    const target = targetName({ service: handler.service, key: place.key?.text, handler: handler.name });
    const later = {
      attach: (id: string) => this.attach(`/restate/attach/${id}`, target, serde),
      output: (id: string) => this.output(`/restate/output/${id}`, target, serde),
    };
    const read = (response: IngressResponse): Receipt<unknown> =>
      new Receipt(JSON.parse(decodeUtf8(response.body)) as ReceiptFields, later);
    return this.#request(
      'POST',
      `${pathOf(handler, place, 'send')}${delay}`,
      `The receipt of ${target}`,
      read,
      headers,
      body,
    );
  }

  #request<T>(
    method: string,
    path: string,
    what: string,
    read: (response: IngressResponse) => T,
    headers: IngressRequest['headers'] = [],
    body: Uint8Array = EMPTY_BODY,
  ): Answer<T> {
    return new Answer(this.#port, {
      client: this.#client,
      request: checkedRequest({ method, path, headers, body }),
      what,
      read: (response) => {
        const failure = failureOf(response, what, this.#sdk);
        if (failure !== undefined) throw failure;
        return read(response);
      },
    });
  }

  #value<T>({ body }: IngressResponse, what: string, serde: Bytes<T>): T {
    try {
      return serde.deserialize(body);
    } catch (error) {
      throw new UnreadableResponse(what, body, error, this.#port.misuse);
    }
  }

  #handler(service: string, name: string): BoundHandler {
    const handlers = this.#services().get(service)?.handlers;
    const handler = handlers?.get(name);
    if (handler !== undefined) return handler;
    const names = [...(handlers?.keys() ?? [])].join(', ');
    // A name of the SDK's own clients.
    const instead = name === 'workflowSubmit' ? ' To submit a workflow and not wait for it, use run.send(input).' : '';
    throw new UsageError('HANDLER_NOT_FOUND', `'${service}' has no handler '${name}'; it has ${names}.${instead}`);
  }
}

const KINDS = { service: 'a service without keys', object: 'a virtual object', workflow: 'a workflow' } as const;

/** Status of an output whose invocation has not completed. */
const NOT_READY = 470;

function requestParts(
  input: unknown,
  options: Options,
  handler: BoundHandler,
): { readonly headers: IngressRequest['headers']; readonly body: Uint8Array } {
  const serde = options.input ?? handler.inputSerde;
  const whose = `${handler.service}.${handler.name}`;
  const given = Object.entries(options.headers ?? {}).map(([name, value]) => checkedHeader(name, value, whose));
  const headers = [...typeHeader(serde), ...given];
  if (options.idempotencyKey !== undefined)
    headers.push(['idempotency-key', checkedIdempotencyKey(options.idempotencyKey, whose)]);
  if (options.limitKey !== undefined) headers.push(checkedHeader('x-restate-limit-key', options.limitKey, whose));
  return { headers, body: requestBody(serde.serialize(input)) };
}

function typeHeader(serde: AnySerde): [string, string][] {
  return serde.contentType === undefined ? [] : [['content-type', serde.contentType]];
}

/** The last argument may be the options of `rpc.opts` or `rpc.sendOpts`, from any copy of the SDK. */
function split(args: readonly unknown[]): { readonly input: unknown; readonly options: Options } {
  const last = args.at(-1) as { getOpts?: () => Options } | null | undefined;
  if (typeof last?.getOpts !== 'function') return { input: args[0], options: {} };
  return { input: args.length > 1 ? args[0] : undefined, options: last.getOpts() };
}

/** In a scope, the verb comes before the target. */
function pathOf(handler: BoundHandler, { key, scope }: Place, verb: 'call' | 'send'): string {
  const target = [handler.service, ...(key === undefined ? [] : [key.segment]), handler.name].join('/');
  if (scope !== undefined) return `/restate/scope/${encodeURIComponent(scope)}/${verb}/${target}`;
  return `/${target}${verb === 'send' ? '/send' : ''}`;
}
