import { setEndpointOptions, type EndpointOptions } from '../../attempt/endpoint-options.ts';
import { callingFiles } from './calling-files.ts';

/** Definitions that loaded files have served, in the order of serving, with the files of the user whose code did. */
const served = new Map<object, readonly string[]>();
/** Definitions that loaded files have made, served or not, with the files of the user whose code did. */
const made = new Map<object, readonly string[]>();
/** How many parameters the user's own function has, by the handler that the SDK made of it. */
const parameters = new WeakMap<object, number>();

/** The user's own function, by the handler that the SDK made of it. */
const written = new WeakMap<object, object>();

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Stands in for the functions of the SDK that make definitions or serve them.
 * @param real the exports of one entry of the SDK
 * @param implicit parameters that the SDK passes to a handler and the handler does not declare: 1 where the context is implicit
 * @returns the same functions, which note the definitions; those that would open a port do nothing else
 */
export function noteDefinitions(
  real: Readonly<Record<string, unknown>>,
  implicit: number = 0,
): Readonly<Record<string, unknown>> {
  const faces: Record<string, unknown> = {};
  for (const name of MAKING) {
    const make = real[name];
    if (typeof make === 'function') faces[name] = (...args: unknown[]) => noteMade(make as AnyFunction, args, implicit);
  }
  for (const name of WRAPPING) if (real[name] !== undefined) faces[name] = noteParameters(real[name]);
  if (typeof real['serve'] === 'function')
    faces['serve'] = (options: unknown) => noteServed(options, Promise.resolve(0));
  if (typeof real['endpoint'] === 'function') faces['endpoint'] = () => silentEndpoint();
  for (const name of ['createEndpointHandler', 'lambdaHandler']) {
    if (typeof real[name] === 'function') faces[name] = (options: unknown) => noteServed(options, SILENT_HANDLER);
  }
  return faces;
}

/** Exports that return a definition. */
const MAKING = ['service', 'object', 'workflow', 'implement'] as const;
/** Exports that make a handler of a function, at any depth. */
const WRAPPING = [
  'handlers',
  'createServiceHandler',
  'createObjectHandler',
  'createObjectSharedHandler',
  'createWorkflowHandler',
  'createWorkflowSharedHandler',
] as const;

/** Every export that is replaced. An entry that lacks one exports it as undefined. */
export const NOTED: readonly string[] = [
  ...MAKING,
  ...WRAPPING,
  'serve',
  'endpoint',
  'createEndpointHandler',
  'lambdaHandler',
];

/** @returns the definitions that were served so far, with the files of the user that served them */
export function servedServices(): ReadonlyMap<object, readonly string[]> {
  return served;
}

/** @returns the definitions that were made so far, with the files of the user that made them */
export function madeServices(): ReadonlyMap<object, readonly string[]> {
  return made;
}

/** @returns how many parameters a handler was written with, its context included; undefined when that was not noted */
export function parametersOf(handler: object): number | undefined {
  return parameters.get(handler);
}

/** @returns the function that the user wrote for a handler; the handler itself when that was not noted */
export function writtenFunction(handler: object): object {
  const own = written.get(handler);
  return own === undefined || own === handler ? handler : writtenFunction(own);
}

function noteMade(make: AnyFunction, args: readonly unknown[], implicit: number): unknown {
  // The definition is the last argument: `implement` takes a contract first.
  const given = (args.at(-1) as { handlers?: Record<string, unknown> } | undefined)?.handlers ?? {};
  const own = new Map(Object.entries(given).map(([name, handler]) => [name, functionOf(handler)]));
  const definition = make(...args) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  made.set(definition, callingFiles());
  const handlers = definition['service'] ?? definition['object'] ?? definition['workflow'] ?? {};
  for (const [name, handler] of Object.entries(handlers)) {
    const wrote = own.get(name);
    // A function that is its own handler was noted when it became one.
    if (typeof handler === 'function' && wrote !== undefined && wrote !== handler) {
      written.set(handler, wrote);
      if (implicit > 0 || !parameters.has(handler)) parameters.set(handler, wrote.length + implicit);
    }
  }
  return definition;
}

/** A generator function stands alone, or in an object that also holds its serdes. */
function functionOf(handler: unknown): AnyFunction | undefined {
  const given = (handler as { _genFn?: unknown } | undefined)?._genFn ?? handler;
  return typeof given === 'function' ? (given as AnyFunction) : undefined;
}

/** `handlers.object.shared(options, function)` and the like, at any depth. */
function noteParameters(value: unknown): unknown {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return value;
  return new Proxy(value, {
    get: (target, name) => noteParameters(Reflect.get(target, name)),
    apply: (target, self, args: unknown[]) => {
      const handler: unknown = Reflect.apply(target as AnyFunction, self, args);
      const own = args.findLast((arg) => typeof arg === 'function');
      if (typeof handler === 'function' && typeof own === 'function') {
        parameters.set(handler, own.length);
        written.set(handler, own);
      }
      return handler;
    },
  });
}

function noteServed(options: unknown, result: unknown): unknown {
  const { services = [], ...rest } = (options ?? {}) as EndpointOptions & { readonly services?: readonly object[] };
  const files = callingFiles();
  for (const service of services) {
    served.set(service, files);
    setEndpointOptions(service, rest);
  }
  return result;
}

/** What serves in other runtimes is called by none of them here. */
const SILENT_HANDLER: unknown = Object.assign(() => undefined, { fetch: () => undefined });

/** An endpoint that can be built up, and never listens. */
function silentEndpoint(): object {
  const bound = new Set<object>();
  const options: { -readonly [Option in keyof EndpointOptions]: EndpointOptions[Option] } = {};
  const endpoint: object = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'then' || typeof name === 'symbol') return undefined;
        return (...args: unknown[]) => {
          const [first] = args;
          if (name === 'bind' && typeof first === 'object' && first !== null) {
            served.set(first, callingFiles());
            bound.add(first);
          }
          if (name === 'defaultServiceOptions') options.defaultServiceOptions = first as object;
          if (name === 'journalValueCodecProvider') options.journalValueCodecProvider = first;
          for (const definition of bound) setEndpointOptions(definition, options);
          if (name === 'listen') return Promise.resolve(0);
          return /handler$/i.test(name) ? SILENT_HANDLER : endpoint;
        };
      },
    },
  );
  return endpoint;
}
