import type { Responder } from '../process.ts';
import { currentScope, outside } from '../scope.ts';
import { isAllowed, noteAllowed } from './allowed.ts';
import { headersOf, responderFor } from './outgoing.ts';
import { areSocketsMocked } from './sockets.ts';
import type { AnyFunction, Undo } from './patch.ts';

/**
 * Lets stubs answer the requests that simulated code makes through `undici`: by its `request`, `fetch` and `stream`, and by
 * Node's own `fetch` where code kept it from before the simulation. All of them send through one global dispatcher. A test's
 * `MockAgent` is left alone.
 * @param refuse makes the error of a request that no stub matches
 */
export function patchUndici(refuse: (what: string, request: string) => Error): Undo {
  let undo = patchDispatcher(refuse);
  keep = () => {
    const dispatcher = globalDispatcher();
    if (dispatcher !== undefined && !patched.has(dispatcher)) undo = patchDispatcher(refuse);
  };
  return () => {
    keep = () => {};
    undo();
  };
}

/** Does it again where another dispatcher has been set, or the first one has come. Called for each world. */
export function keepUndiciPatched(): void {
  keep();
}

let keep: () => void = () => {};
const patched = new WeakSet<object>();

/** What all versions of undici that are in use call one another by. */
const GLOBAL_DISPATCHER = Symbol.for('undici.globalDispatcher.1');

interface Dispatcher {
  dispatch(options: DispatchOptions, handler: DispatchHandler): boolean;
}

interface DispatchOptions {
  readonly origin?: string | URL;
  readonly path: string;
  readonly method?: string;
  readonly headers?: unknown;
  readonly body?: unknown;
}

/** What undici calls as a response comes: the interface since version 7, or the one before. */
interface DispatchHandler {
  onRequestStart?(controller: object, context: object): void;
  onResponseStart?(controller: object, status: number, headers: Record<string, string | string[]>, text: string): void;
  onResponseData?(controller: object, chunk: Buffer): void;
  onResponseEnd?(controller: object, trailers: object): void;
  onResponseError?(controller: object, error: unknown): void;
  onConnect?(abort: (reason?: unknown) => void, context: object): void;
  onHeaders?(status: number, headers: Buffer[], resume: () => void, text: string): boolean;
  onData?(chunk: Buffer): boolean;
  onComplete?(trailers: unknown[]): void;
  onError?(error: unknown): void;
}

function globalDispatcher(): Dispatcher | undefined {
  return (globalThis as Record<symbol, unknown>)[GLOBAL_DISPATCHER] as Dispatcher | undefined;
}

function patchDispatcher(refuse: (what: string, request: string) => Error): Undo {
  const dispatcher = globalDispatcher();
  if (dispatcher === undefined || dispatcher.constructor.name === 'MockAgent') return () => {};
  patched.add(dispatcher);
  const original = dispatcher.dispatch.bind(dispatcher);
  dispatcher.dispatch = (options, handler) => {
    const scope = currentScope();
    if (scope === undefined || areSocketsMocked()) return original(options, handler);
    const { method = 'GET' } = options;
    const url = new URL(options.path, options.origin).href;
    const respond = responderFor(scope, 'undici', method, url);
    if (respond === undefined) {
      if (!isAllowed(scope, 'network')) throw refuse('undici', `${method} ${url}`);
      const called = `undici (${method} ${url})`;
      noteAllowed(scope, 'network', called);
      const end = scope.ledger.beginOutside(called);
      return outside(() => original(options, ending(handler, end)));
    }
    void deliver({ ...options, method }, url, respond, handler);
    return true;
  };
  return () => {
    patched.delete(dispatcher);
    Reflect.deleteProperty(dispatcher, 'dispatch');
  };
}

/** @returns a handler after whose last call a function is called; its methods stay those of the handler */
function ending(handler: DispatchHandler, end: () => void): DispatchHandler {
  return new Proxy(handler, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        if (LAST.has(name)) end();
        return (value as AnyFunction).apply(target, args);
      };
    },
  });
}

const LAST: ReadonlySet<PropertyKey> = new Set(['onResponseEnd', 'onResponseError', 'onComplete', 'onError']);

async function deliver(
  { method, headers, body }: DispatchOptions & { readonly method: string },
  url: string,
  respond: Responder,
  handler: DispatchHandler,
): Promise<void> {
  const face = typeof handler.onRequestStart === 'function' ? modern(handler) : classic(handler);
  try {
    face.start();
    const response = await respond({ method, url, headers: headersOf(pairsOf(headers)), body: await bytesOf(body) });
    const bytes = Buffer.from(await response.arrayBuffer());
    face.respond(response, bytes);
  } catch (error) {
    face.fail(error);
  }
}

/** One of the two interfaces of handlers. */
interface Face {
  start(): void;
  respond(response: Response, body: Buffer): void;
  fail(error: unknown): void;
}

function modern(handler: DispatchHandler): Face {
  const controller = {
    paused: false,
    aborted: false,
    reason: null as unknown,
    rawHeaders: [] as Buffer[],
    rawTrailers: [] as Buffer[],
    pause: () => {},
    resume: () => {},
    abort: (reason: unknown) => {
      if (controller.aborted) return;
      Object.assign(controller, { aborted: true, reason });
      handler.onResponseError?.(controller, reason);
    },
  };
  return {
    start: () => handler.onRequestStart?.(controller, {}),
    respond: (response, body) => {
      if (controller.aborted) return;
      controller.rawHeaders = rawHeaders(response);
      handler.onResponseStart?.(controller, response.status, Object.fromEntries(response.headers), response.statusText);
      if (body.length > 0) handler.onResponseData?.(controller, body);
      handler.onResponseEnd?.(controller, {});
    },
    fail: (error) => {
      if (!controller.aborted) handler.onResponseError?.(controller, error);
    },
  };
}

function classic(handler: DispatchHandler): Face {
  let isAborted = false;
  return {
    start: () =>
      handler.onConnect?.((reason) => {
        if (isAborted) return;
        isAborted = true;
        handler.onError?.(reason);
      }, {}),
    respond: (response, body) => {
      if (isAborted) return;
      handler.onHeaders?.(response.status, rawHeaders(response), () => {}, response.statusText);
      if (body.length > 0) handler.onData?.(body);
      handler.onComplete?.([]);
    },
    fail: (error) => {
      if (!isAborted) handler.onError?.(error);
    },
  };
}

function rawHeaders(response: Response): Buffer[] {
  return [...response.headers].flatMap(([name, value]) => [Buffer.from(name), Buffer.from(value)]);
}

/** undici takes headers as a list of names and values by turns, as pairs, or as an object. */
function pairsOf(headers: unknown): Iterable<readonly [string, unknown]> {
  if (headers === undefined || headers === null) return [];
  if (Array.isArray(headers) && !Array.isArray(headers[0])) {
    const flat = headers.map(String);
    return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []));
  }
  if (typeof (headers as Partial<Iterable<unknown>>)[Symbol.iterator] === 'function')
    return headers as Iterable<readonly [string, unknown]>;
  return Object.entries(headers);
}

/** A body may be bytes, a string, or come in pieces. */
async function bytesOf(body: unknown): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return body;
  const pieces: Buffer[] = [];
  for await (const piece of body as AsyncIterable<string | Uint8Array>) pieces.push(Buffer.from(piece as Uint8Array));
  return Buffer.concat(pieces);
}
