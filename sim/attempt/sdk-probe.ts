import type { RestatePromise, TerminalError } from '@restatedev/restate-sdk';

/** The module namespace of one copy of the SDK. */
export type SdkExports = typeof import('@restatedev/restate-sdk');

/** What our contexts borrow from the SDK, so that its combinators accept our promises as their own. */
export interface SdkInternals {
  /** The class whose instances `isRestatePromise` accepts. */
  readonly PromiseBase: abstract new <T>() => RestatePromise<T>;
  /** Under this key a promise has the context that its combinators drive. */
  readonly contextSymbol: symbol;
  /** The SDK's own `map` and `orTimeout`, called on our promises. */
  readonly map: <T, U>(this: RestatePromise<T>, mapper: (value?: T, failure?: TerminalError) => U) => RestatePromise<U>;
  readonly orTimeout: <T>(this: RestatePromise<T>, duration: unknown) => RestatePromise<T>;
  /** Whether this copy of the SDK made the wrapper of a handler. */
  owns(wrapper: object): boolean;
}

/**
 * Finds the internals through public values only: their prototypes, and a spy promise that records which symbol a
 * combinator reads from it.
 * @returns undefined when the SDK is not built as expected
 */
export function probe(exports: SdkExports): SdkInternals | undefined {
  try {
    const constant = Object.getPrototypeOf(exports.RestatePromise.resolve(0)) as object;
    const base = Object.getPrototypeOf(constant) as { constructor: SdkInternals['PromiseBase'] };
    const contextSymbol = findContextSymbol(exports, base);
    const sample = exports.RestatePromise.all([leafLike(base, contextSymbol)]);
    const combined = Object.getPrototypeOf(Object.getPrototypeOf(sample)) as Partial<SdkInternals>;
    const service = exports.service({ name: 'probe', handlers: { probe: async () => {} } });
    const wrapper = ownSymbolValue((service as unknown as { service: { probe: object } }).service.probe);
    if (typeof combined.map !== 'function' || typeof combined.orTimeout !== 'function') return undefined;
    if (!exports.isRestatePromise(exports.RestatePromise.race([]))) return undefined;
    const HandlerWrapper = wrapper.constructor;
    return {
      PromiseBase: base.constructor,
      contextSymbol,
      map: combined.map,
      orTimeout: combined.orTimeout,
      owns: (candidate) => candidate.constructor === HandlerWrapper,
    };
  } catch {
    return undefined;
  }
}

function findContextSymbol(exports: SdkExports, base: object): symbol {
  let found: symbol | undefined;
  const spy = new Proxy(Object.create(base) as RestatePromise<unknown>, {
    get(_target, key) {
      if (typeof key === 'symbol' && key.description === 'restateContext') found = key;
      return undefined;
    },
  });
  try {
    void exports.RestatePromise.all([spy]);
  } catch {
    // Only the symbol matters. What the combinator does with the spy afterwards does not.
  }
  if (found === undefined) throw new Error('no context symbol');
  return found;
}

/** A promise that is enough like one with a context to build a combinator from. */
function leafLike(base: object, contextSymbol: symbol): RestatePromise<unknown> {
  return Object.assign(Object.create(base) as RestatePromise<unknown>, {
    [contextSymbol]: {},
    publicPromise: () => new Promise(() => {}),
  });
}

function ownSymbolValue(handler: object): object {
  const symbol = Object.getOwnPropertySymbols(handler).find((candidate) => candidate.description === 'Handler');
  const value = symbol === undefined ? undefined : (handler as Record<symbol, unknown>)[symbol];
  if (typeof value !== 'object' || value === null) throw new Error('no handler wrapper');
  return value;
}
