/** What an endpoint sets for all definitions that it serves. */
export interface EndpointOptions {
  /** Options of services that do not set their own. */
  readonly defaultServiceOptions?: object | undefined;
  /** Encodes everything that goes to the server: not simulated. */
  readonly journalValueCodecProvider?: unknown;
}

const endpoints = new WeakMap<object, EndpointOptions>();
const listeners = new Set<(definition: object) => void>();

/** Sets the options of the endpoint that serves a definition. The last endpoint that serves it counts. */
export function setEndpointOptions(definition: object, options: EndpointOptions): void {
  endpoints.set(definition, options);
  for (const listener of listeners) listener(definition);
}

/** @returns the options of the endpoint that serves a definition; none for one that no endpoint serves. */
export function endpointOptionsOf(definition: object): EndpointOptions {
  return endpoints.get(definition) ?? {};
}

/** @returns the definition with the options that the endpoint which serves it would give it. */
export function withEndpointOptions<T extends object>(definition: T): T {
  const { defaultServiceOptions } = endpointOptionsOf(definition);
  if (defaultServiceOptions === undefined) return definition;
  const { options } = definition as { readonly options?: object };
  return { ...definition, options: { ...defaultServiceOptions, ...options } };
}

/** Calls back when the endpoint options of a definition change. */
export function onEndpointOptions(listener: (definition: object) => void): void {
  listeners.add(listener);
}
