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

/** Definition -> default options -> the definition with them: a search binds the same ones thousands of times. */
const withDefaults = new WeakMap<object, WeakMap<object, object>>();

/**
 * Gives definitions the default options that a test or a scenario declares for all of them, under their own.
 * @returns the same objects for the same arguments; what is not a definition is returned as it is
 */
export function withDefaultOptions(definitions: readonly unknown[], defaults: object | undefined): readonly unknown[] {
  if (defaults === undefined) return definitions;
  return definitions.map((definition) => {
    if (typeof definition !== 'object' || definition === null) return definition;
    let made = withDefaults.get(definition);
    if (made === undefined) withDefaults.set(definition, (made = new WeakMap()));
    let copy = made.get(defaults);
    if (copy === undefined) {
      const { options } = definition as { readonly options?: object };
      copy = { ...definition, options: { ...defaults, ...options } };
      endpoints.set(copy, endpointOptionsOf(definition));
      made.set(defaults, copy);
    }
    return copy;
  });
}

/** Calls back when the endpoint options of a definition change. */
export function onEndpointOptions(listener: (definition: object) => void): void {
  listeners.add(listener);
}
