import { currentScope } from '../scope.ts';
import { areSocketsMocked } from './sockets.ts';
import type { Undo } from './patch.ts';
import { noteStray } from './strays.ts';

type Fetch = typeof globalThis.fetch;

/** @param real what code outside of simulations gets */
type Simulated = (input: string | URL | Request, init: RequestInit | undefined, real: Fetch) => Promise<Response>;

/**
 * Replaces `globalThis.fetch` for simulated code, as long as it is Node's own. A mock is not the network: it stays what it
 * is, whether a test sets it before this call or after it.
 * @param simulated what simulated code gets in its place
 */
export function patchFetch(simulated: Simulated): Undo {
  let undo = replace(simulated);
  restore = () => {
    if (isNodesOwn(globalThis.fetch)) undo = replace(simulated);
  };
  return () => {
    restore = () => {};
    undo();
  };
}

/**
 * Replaces it again where a test has undone that: one that ends its mocking puts the descriptor back that it found, which may
 * be from before the patch. Called for each world.
 */
export function keepFetchPatched(): void {
  restore();
}

let restore: () => void = () => {};

function replace(simulated: Simulated): Undo {
  const descriptor = Object.getOwnPropertyDescriptor(globalThis, 'fetch');
  if (descriptor?.configurable !== true) return () => {};
  let current: Fetch = globalThis.fetch;
  let nodesOwn = current;
  // A test that saved this function, and calls it from its mock, means Node's own.
  const ours: Fetch = (input, init) => {
    if (areSocketsMocked()) return nodesOwn(input, init);
    if (currentScope() !== undefined) return simulated(input, init, nodesOwn);
    noteStray('fetch', true, 'network');
    return nodesOwn(input, init);
  };
  const get = (): Fetch => {
    if (!isNodesOwn(current)) return current;
    nodesOwn = current;
    return ours;
  };
  const set = (value: Fetch): void => {
    current = value === ours ? nodesOwn : value;
  };
  Object.defineProperty(globalThis, 'fetch', {
    configurable: true,
    enumerable: descriptor.enumerable ?? true,
    get,
    set,
  });
  return () => {
    if (Object.getOwnPropertyDescriptor(globalThis, 'fetch')?.get === get)
      Object.defineProperty(globalThis, 'fetch', descriptor);
  };
}

/** The source of Node's own names the module that it loads when it is first called. */
function isNodesOwn(value: unknown): boolean {
  return typeof value === 'function' && Function.prototype.toString.call(value).includes('internal/deps/undici');
}
