import { UsageError } from '../../core/errors.ts';
import type { BoundHandler } from '../definition.ts';
import type { Connection, ConnectionListener, Entry, EntryMaker } from './connection.ts';
import { Input } from './input.ts';
import { writeLog } from './log.ts';
import type { LogTransport } from './log.ts';
import { isCoreVm } from './sdk-context.ts';
import type { CoreVm } from './sdk-context.ts';

/** The modules behind the public entry: the same code without web requests, responses and streams. */
export interface InternalModules {
  readonly EndpointBuilder: new () => {
    bind(definition: object): void;
    setLogger(transport: LogTransport): void;
    build(): object;
  };
  readonly createRestateHandler: (endpoint: object, mode: string, discovery: object) => RestateHandler;
  readonly registerLogger: (id: number, logger: { logForLevel(): void }) => void;
  readonly destroyLogger: (id: number) => void;
}

interface RestateHandler {
  handle(request: { url: string; headers: Readonly<Record<string, string>>; extraArgs: unknown[] }): RestateResponse;
}

interface RestateResponse {
  readonly coreVm?: unknown;
  readonly loggerId?: number;
  process(streams: {
    inputReader: Input;
    outputWriter: { write(bytes: Uint8Array): Promise<void>; close(): Promise<void> };
    writeHead: () => void;
    abortSignal: object;
  }): Promise<void>;
}

/** @returns the modules if they are built as expected; otherwise undefined, and only the public entry can be used. */
export function asInternalModules(modules: Readonly<Record<string, unknown>>): InternalModules | undefined {
  const parts = ['EndpointBuilder', 'createRestateHandler', 'registerLogger', 'destroyLogger'] as const;
  const isShape = parts.every((part) => typeof modules[part] === 'function');
  return isShape ? (modules as unknown as InternalModules) : undefined;
}

/** Enters the SDK where its own adapters do: no requests, responses and streams, and its memory can be freed. */
export class InternalEntries implements EntryMaker {
  readonly #modules: InternalModules;

  constructor(modules: InternalModules) {
    this.#modules = modules;
  }

  entry(handler: BoundHandler, definition: object): Entry {
    const { EndpointBuilder, createRestateHandler } = this.#modules;
    const endpoint = new EndpointBuilder();
    endpoint.setLogger(writeLog);
    endpoint.bind(definition);
    const restate = createRestateHandler(endpoint.build(), 'BIDI_STREAM', {});
    const url = `/invoke/${handler.service}/${handler.name}`;
    return {
      writesAtOnce: false,
      connect: (headers, token, listener) =>
        new InternalConnection(restate.handle({ url, headers, extraArgs: [token] }), this.#modules, listener),
    };
  }
}

const DONE = Promise.resolve();
const SILENT = { logForLevel: nothing };
/** {@link InternalConnection.cut} ends an attempt by other means. */
const NEVER_ABORTS = { aborted: false, addEventListener: nothing, removeEventListener: nothing };

class InternalConnection implements Connection {
  readonly #input = new Input();
  readonly #modules: InternalModules;
  readonly #vm: CoreVm;
  readonly #loggerId: number;
  #isFree = false;

  constructor(response: RestateResponse, modules: InternalModules, listener: ConnectionListener) {
    const { coreVm, loggerId } = response;
    if (!isCoreVm(coreVm) || loggerId === undefined) {
      throw new UsageError(
        'UNSUPPORTED_SDK_BUILD',
        "The SDK does not show its state machine; use the engine's public entry.",
      );
    }
    this.#modules = modules;
    this.#vm = coreVm;
    this.#loggerId = loggerId;
    forgotten.register(this, { modules, loggerId });
    const streams = {
      inputReader: this.#input,
      outputWriter: { write: (bytes: Uint8Array) => listener.received(bytes), close: () => DONE },
      writeHead: nothing,
      abortSignal: NEVER_ABORTS,
    };
    listener
      .inScope(() => response.process(streams))
      .then(
        () => listener.ended(),
        () => listener.gaveUp(),
      );
  }

  send(bytes: Uint8Array): void {
    this.#input.push(bytes);
  }

  closeInput(): void {
    this.#input.close();
  }

  entered(): void {
    // The SDK keeps a logger for every attempt that has not ended, and the logger keeps the whole world of the attempt.
    // Its lines are not shown anyway.
    this.#modules.registerLogger(this.#loggerId, SILENT);
  }

  cut(): void {
    const message = 'Connection closed';
    if (!this.#isFree) this.#vm.notify_error(message, message);
    this.#input.fail(new Error(message));
  }

  drop(): void {
    // The promise by which the SDK awaits the input never settles.
  }

  free(): void {
    if (this.#isFree) return;
    this.#isFree = true;
    this.#modules.destroyLogger(this.#loggerId);
    this.#vm.free();
    disable(this.#vm);
  }
}

/**
 * Makes a freed state machine refuse like one that has ended, without entering WebAssembly. An exception that leaves
 * WebAssembly does not restore its stack pointer, and after some thousand of them memory is overwritten.
 */
function disable(vm: CoreVm): void {
  for (const method of Object.keys(vm)) Reflect.deleteProperty(vm, method);
  Object.setPrototypeOf(vm, ENDED);
}

const ENDED: object = new Proxy(
  {},
  {
    get: (_target, method) => {
      if (method === 'is_processing') return () => false;
      if (method === 'take_output') return () => EMPTY_OUTPUT;
      return refuse;
    },
  },
);
const EMPTY_OUTPUT = new Uint8Array(0);

function refuse(): never {
  // The state machine throws the same: a plain object, which the SDK turns into an error.
  throw Object.assign(new Error(), { code: 598, message: 'The invocation has ended.' });
}

/** Frees the loggers of attempts that never end, because their world was dropped. */
const forgotten = new FinalizationRegistry<{ readonly modules: InternalModules; readonly loggerId: number }>(
  ({ modules, loggerId }) => modules.destroyLogger(loggerId),
);

function nothing(): void {}
