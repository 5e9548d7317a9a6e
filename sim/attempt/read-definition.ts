import type { Duration } from '@restatedev/restate-sdk';
import { UsageError } from '../core/errors.ts';
import { DEFAULT_ABORT_TIMEOUT_MS, DEFAULT_RETRY_POLICY } from './definition.ts';
import type { BoundHandler, BoundService, HandlerKind, HandlerOptions, RetryPolicy } from './definition.ts';
import { toMillis } from './duration.ts';
import { endpointOptionsOf, onEndpointOptions } from './endpoint-options.ts';
import { currentScope } from './scope.ts';
import type { AnySerde } from './serde.ts';
import { definitionName, handlerFunctions, wrapperOf } from './sdk-shape.ts';
import type { HandlerWrapper, Sdk } from './sdk-shape.ts';

/**
 * Reads a user's definition. Options are merged as the SDK's endpoint merges them (handler over service); for the rest the
 * defaults of a fresh server hold.
 * @throws {UsageError} when it is not a definition
 */
export function readDefinition(definition: unknown, sdk: Sdk): BoundService {
  const known = typeof definition === 'object' && definition !== null ? KNOWN.get(definition) : undefined;
  if (known !== undefined && known.sdk === sdk) return known;
  const service = read(definition, sdk);
  KNOWN.set(definition as object, service);
  return service;
}

/** A search reads the same definitions thousands of times, and each binding wraps the handlers again. */
const KNOWN = new WeakMap<object, BoundService>();
onEndpointOptions((definition) => KNOWN.delete(definition));

function read(definition: unknown, sdk: Sdk): BoundService {
  const name = definitionName(definition);
  checkServiceName(name);
  const functions = handlerFunctions(definition) ?? {};
  const options = serviceOptionsOf(definition as object & { options?: Options }, name);
  const handlers = new Map<string, BoundHandler>();
  for (const [handler, fn] of Object.entries(functions)) {
    const wrapper = wrapperOf(fn);
    if (wrapper === undefined || !sdk.owns(wrapper)) {
      throw new UsageError('NOT_A_HANDLER', `'${handler}' of service '${name}' is not a Restate handler.`);
    }
    checkHandlerName(handler, name);
    // As an endpoint does on bind: handlers reach their siblings through `this`.
    wrapper.bindInstance(functions);
    handlers.set(handler, bindHandler(name, handler, wrapper, options, sdk));
  }
  const retryPolicy = mergeRetryPolicies({}, options.retryPolicy ?? {});
  return { name, kind: kindOf(definition), handlers, retryPolicy, definition, sdk };
}

/** A server refuses to register other names. Rule: docs/internals/runtime-semantics.md#names */
function checkServiceName(name: string): void {
  const isReserved = /^restate|^openapi$/i.test(name);
  if (!isReserved && /^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9._-]*$/.test(name)) return;
  throw new UsageError(
    'INVALID_SERVICE_NAME',
    isReserved
      ? `A server reserves the service name '${name}': let it not be openapi, and not begin with restate.`
      : `A server does not accept the service name '${name}': begin it with one of a-z, A-Z or an underscore, and use only ` +
          'these, 0-9, dots and hyphens.',
  );
}

function checkHandlerName(name: string, service: string): void {
  if (/^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*$/.test(name)) return;
  throw new UsageError(
    'INVALID_HANDLER_NAME',
    `A server does not accept the handler name '${name}' of service '${service}': begin it with one of a-z, A-Z or an ` +
      'underscore, and use only these and 0-9.',
  );
}

/** The options of a service over those of its endpoint, merged as the SDK does: a service's `hooks` replace the endpoint's. */
function serviceOptionsOf(definition: object & { readonly options?: Options }, name: string): Options {
  const { defaultServiceOptions, journalValueCodecProvider } = endpointOptionsOf(definition);
  if (journalValueCodecProvider !== undefined) {
    throw new UsageError(
      'UNSUPPORTED_OPTION',
      `The endpoint of service '${name}' sets journalValueCodecProvider, which restate-sim does not simulate: leave it out ` +
        'where the services are simulated.',
    );
  }
  return { ...defaultServiceOptions, ...definition.options };
}

/**
 * Reads all definitions of one deployment.
 * @throws {UsageError} when a name is bound twice
 */
export function readDefinitions(definitions: readonly unknown[], sdk: Sdk): ReadonlyMap<string, BoundService> {
  const services = new Map<string, BoundService>();
  for (const definition of definitions) {
    const service = readDefinition(definition, sdk);
    if (services.has(service.name)) {
      throw new UsageError(
        'DUPLICATE_SERVICE',
        `Service '${service.name}' is bound twice; give each service its own name.`,
      );
    }
    services.set(service.name, service);
  }
  return services;
}

/** The options of a handler or a service that matter to a run. The SDK's types spread them over several interfaces. */
interface Options {
  readonly accept?: string;
  readonly setOutputContentTypeIfEmpty?: boolean;
  readonly input?: AnySerde;
  readonly output?: AnySerde;
  readonly serde?: AnySerde;
  readonly idempotencyRetention?: Duration | number;
  readonly journalRetention?: Duration | number;
  readonly workflowRetention?: Duration | number;
  readonly inactivityTimeout?: Duration | number;
  readonly abortTimeout?: Duration | number;
  readonly ingressPrivate?: boolean;
  readonly enableLazyState?: boolean;
  readonly retryPolicy?: Retry;
  readonly asTerminalError?: (error: unknown) => Error | undefined;
  readonly hooks?: readonly unknown[];
  readonly explicitCancellation?: boolean;
  readonly onJournalMismatchErrors?: 'retry' | 'pause' | 'fail';
}

interface Retry {
  readonly maxAttempts?: number;
  readonly onMaxAttempts?: 'pause' | 'kill';
  readonly initialInterval?: Duration | number;
  readonly maxInterval?: Duration | number;
  readonly exponentiationFactor?: number;
}

const KINDS: readonly HandlerKind[] = ['SERVICE', 'EXCLUSIVE', 'SHARED', 'WORKFLOW'];
const DAY_MS = 86_400_000;

function bindHandler(service: string, name: string, wrapper: HandlerWrapper, general: Options, sdk: Sdk): BoundHandler {
  const own = (wrapper.options ?? {}) as Options;
  const defaultSerde = own.serde ?? general.serde ?? sdk.exports.serde.json;
  const inputSerde = own.input ?? defaultSerde;
  const outputSerde = own.output ?? defaultSerde;
  const asTerminalError = guardedMapper(own.asTerminalError ?? general.asTerminalError);
  const kind = KINDS[wrapper.kind];
  if (kind === undefined) throw new UsageError('NOT_A_HANDLER', `'${name}' of '${service}' has an unknown kind.`);
  return {
    service,
    name,
    kind,
    sdk,
    options: mergeOptions(own, general, inputSerde, outputSerde),
    invoke: (context, input) => wrapper.invoke(context, input),
    hooks: [...(general.hooks ?? []), ...(own.hooks ?? [])],
    ...(asTerminalError === undefined ? {} : { asTerminalError }),
    defaultSerde,
    inputSerde,
    outputSerde,
  };
}

type ErrorMapper = NonNullable<Options['asTerminalError']>;

/** An error mapper that throws leaves the SDK without anything to report: that is remarked where it happens. */
function guardedMapper(mapper: ErrorMapper | undefined): ErrorMapper | undefined {
  if (mapper === undefined) return undefined;
  return (error) => {
    try {
      return mapper(error);
    } catch (thrown) {
      currentScope()?.ledger.remark({ type: 'misuse', what: 'mapper-throws', text: mapperThrows(thrown) });
      throw thrown;
    }
  };
}

function mapperThrows(thrown: unknown): string {
  return (
    `asTerminalError itself throws (${String(thrown)}). The SDK then reports nothing: the attempt, or the step, never ends, ` +
    'and the server waits for it until the abort timeout. Return undefined for errors that stay retryable.'
  );
}

function mergeOptions(own: Options, general: Options, inputSerde: AnySerde, outputSerde: AnySerde): HandlerOptions {
  const millis = (
    name: 'abortTimeout' | 'journalRetention' | 'idempotencyRetention' | 'workflowRetention',
    otherwise: number,
  ): number => {
    const value = own[name] ?? general[name];
    return value === undefined ? otherwise : toMillis(value);
  };
  const inactivityTimeout = own.inactivityTimeout ?? general.inactivityTimeout;
  return {
    ingressPrivate: own.ingressPrivate ?? general.ingressPrivate ?? false,
    enableLazyState: own.enableLazyState ?? general.enableLazyState ?? false,
    inactivityTimeoutMs: inactivityTimeout === undefined ? undefined : toMillis(inactivityTimeout),
    abortTimeoutMs: millis('abortTimeout', DEFAULT_ABORT_TIMEOUT_MS),
    journalRetentionMs: millis('journalRetention', DAY_MS),
    idempotencyRetentionMs: millis('idempotencyRetention', DAY_MS),
    workflowRetentionMs: millis('workflowRetention', DAY_MS),
    retryPolicy: mergeRetryPolicies(own.retryPolicy ?? {}, general.retryPolicy ?? {}),
    explicitCancellation: own.explicitCancellation ?? general.explicitCancellation ?? false,
    onJournalMismatchErrors: own.onJournalMismatchErrors ?? general.onJournalMismatchErrors ?? 'retry',
    accept: own.accept ?? inputSerde.contentType,
    inputHasSchema: hasSchema(inputSerde),
    outputContentType: outputSerde.contentType ?? (hasSchema(outputSerde) ? 'application/json' : undefined),
    setOutputContentTypeIfEmpty: own.setOutputContentTypeIfEmpty ?? false,
  };
}

/** A serde made from a schema has it as JSON schema; the discovery document lists it. */
function hasSchema(serde: AnySerde): boolean {
  return Boolean((serde as { jsonSchema?: unknown }).jsonSchema);
}

/** Merges field by field: handler, else service, else the server's default. */
function mergeRetryPolicies(own: Retry, general: Retry): RetryPolicy {
  return {
    initialIntervalMs: toMillis(
      own.initialInterval ?? general.initialInterval ?? DEFAULT_RETRY_POLICY.initialIntervalMs,
    ),
    maxIntervalMs: toMillis(own.maxInterval ?? general.maxInterval ?? DEFAULT_RETRY_POLICY.maxIntervalMs),
    exponentiationFactor:
      own.exponentiationFactor ?? general.exponentiationFactor ?? DEFAULT_RETRY_POLICY.exponentiationFactor,
    maxAttempts: own.maxAttempts ?? general.maxAttempts ?? DEFAULT_RETRY_POLICY.maxAttempts,
    onMaxAttempts: own.onMaxAttempts ?? general.onMaxAttempts ?? DEFAULT_RETRY_POLICY.onMaxAttempts,
  };
}

function kindOf(definition: unknown): BoundService['kind'] {
  const parts = definition as Readonly<Record<string, unknown>>;
  if (parts['service'] !== undefined) return 'service';
  return parts['object'] !== undefined ? 'object' : 'workflow';
}
