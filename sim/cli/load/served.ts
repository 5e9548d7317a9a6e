/** Services that loaded files have served, in the order of serving. */
const served = new Set<object>();
/** Definitions that loaded files have made, served or not. */
const madeOnes = new Set<object>();
/** How many parameters the user's own function has, by the handler that the SDK has made of it. */
const parameters = new WeakMap<object, number>();

/** @returns what was served so far */
export function servedServices(): readonly object[] {
  return [...served];
}

/** @returns every definition that was made so far */
export function madeServices(): readonly object[] {
  return [...madeOnes];
}

/** @returns how many parameters a handler was written with, its context included; undefined when nobody has noted it */
export function parametersOf(handler: object): number | undefined {
  return parameters.get(handler);
}

type AnyFunction = (...args: unknown[]) => unknown;

/**
 * Stands in for what of the SDK serves definitions or makes them.
 * @param real the exports of one entry of the SDK
 * @returns the same functions, which note what they see; those that would open a port do nothing else
 */
export function noteServed(real: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const faces: Record<string, unknown> = {};
  for (const kind of ['service', 'object', 'workflow']) {
    const make = real[kind];
    if (typeof make === 'function') faces[kind] = (definition: unknown) => made(make as AnyFunction, definition);
  }
  if (real['handlers'] !== undefined) faces['handlers'] = noting(real['handlers']);
  if (typeof real['endpoint'] === 'function') faces['endpoint'] = () => noteEndpoint();
  for (const name of ['serve', 'createEndpointHandler', 'lambdaHandler']) {
    if (typeof real[name] === 'function') faces[name] = (options: unknown) => serve(options);
  }
  return faces;
}

function made(make: AnyFunction, definition: unknown): unknown {
  const written = { ...(definition as { handlers?: Record<string, unknown> } | undefined)?.handlers };
  const result = make(definition) as Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
  madeOnes.add(result);
  const handlers = result['service'] ?? result['object'] ?? result['workflow'] ?? {};
  for (const [name, handler] of Object.entries(handlers)) {
    const own = written[name];
    if (typeof handler !== 'function' || typeof own !== 'function') continue;
    // A handler with options was noted when it was made.
    if (own !== handler && !parameters.has(handler)) parameters.set(handler, own.length);
  }
  return result;
}

/** `handlers.object.shared(options, function)` and its kin, at any depth. */
function noting(value: unknown): unknown {
  if (typeof value !== 'function' && (typeof value !== 'object' || value === null)) return value;
  return new Proxy(value, {
    get: (target, name) => noting(Reflect.get(target, name)),
    apply: (target, self, args: unknown[]) => {
      const handler: unknown = Reflect.apply(target as AnyFunction, self, args);
      const own = args.findLast((arg) => typeof arg === 'function');
      if (typeof handler === 'function' && typeof own === 'function') parameters.set(handler, own.length);
      return handler;
    },
  });
}

function serve(options: unknown): unknown {
  const services = (options as { services?: readonly object[] } | undefined)?.services ?? [];
  for (const service of services) served.add(service);
  // What it would have returned is awaited or called by nobody: nothing listens here.
  return Promise.resolve(0);
}

/** An endpoint that can be built up, and never listens. */
function noteEndpoint(): object {
  const endpoint: object = new Proxy(
    {},
    {
      get: (_target, name) => {
        if (name === 'then' || typeof name === 'symbol') return undefined;
        return (...args: unknown[]) => {
          const [first] = args;
          if (name === 'bind' && typeof first === 'object' && first !== null) served.add(first);
          if (name === 'listen') return Promise.resolve(0);
          return name === 'handler' || name === 'http2Handler' || name === 'http1Handler' ? () => undefined : endpoint;
        };
      },
    },
  );
  return endpoint;
}
