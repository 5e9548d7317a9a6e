import { UsageError } from '../../core/errors.ts';
import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../attempt.ts';
import type { BoundHandler } from '../definition.ts';
import { Hops } from '../hops.ts';
import { sdkOf, type Sdk } from '../sdk-shape.ts';
import { SdkAttempt } from './attempt.ts';
import type { Entry, EntryMaker } from './connection.ts';
import { InternalEntries, asInternalModules } from './internal-entry.ts';
import { PublicEntries } from './public-entry.ts';
import type { FetchModule } from './public-entry.ts';
import { definitionFor } from './routes.ts';

/** How the engine enters the SDK: where the SDK's own adapters do, which is faster, or by its public fetch handler. */
export type SdkEntry = 'internal' | 'public';

/**
 * Prepares the engine `sdk`: the real SDK in this process, which speaks the service protocol to the server model.
 * @param entry `internal` is used only when the SDK is built as expected, otherwise `public`
 */
export function loadSdkEngine(entry: SdkEntry = 'internal'): Promise<SdkEngine> {
  const isPublic = entry === 'public' || internalEntries(sdkOf([])) === undefined;
  return Promise.resolve(new SdkEngine(isPublic));
}

/** Runs handlers on the real SDK: its WebAssembly state machine, its promises, its frames. */
export class SdkEngine implements Engine {
  readonly name = 'sdk';
  readonly entry: SdkEntry;
  readonly #makers = new WeakMap<Sdk, EntryMaker>();
  readonly #hops: Hops;
  readonly #entries = new WeakMap<BoundHandler, Entry>();
  /** Attempts that were moved since the last time that everything has settled. */
  readonly #moved = new Set<SdkAttempt>();
  readonly #noteMoved = (attempt: SdkAttempt): void => void this.#moved.add(attempt);

  /** @param isPublic whether web streams lie between the engine and the SDK */
  constructor(isPublic: boolean) {
    this.entry = isPublic ? 'public' : 'internal';
    this.#hops = new Hops(isPublic ? 'turn' : 'tick');
  }

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    return new SdkAttempt(setup, host, this.#hops, this.#entryOf(setup.handler), this.#noteMoved);
  }

  async settle(): Promise<void> {
    await this.#hops.drain();
    for (const attempt of this.#moved) attempt.settled();
    this.#moved.clear();
  }

  #entryOf(handler: BoundHandler): Entry {
    let entry = this.#entries.get(handler);
    if (entry === undefined) {
      entry = this.#makerOf(handler.sdk).entry(handler, definitionFor(handler));
      this.#entries.set(handler, entry);
    }
    return entry;
  }

  /** Only the copy of the SDK that made a definition can serve it: no copy accepts the values of another. */
  #makerOf(sdk: Sdk): EntryMaker {
    let maker = this.#makers.get(sdk);
    if (maker === undefined) {
      maker = this.entry === 'public' ? publicEntries(sdk) : internalEntries(sdk);
      if (maker === undefined) {
        throw new UsageError(
          'UNSUPPORTED_SDK_BUILD',
          `The engine sdk does not know how @restatedev/restate-sdk ${sdk.version} is built; use the engine fake.`,
        );
      }
      this.#makers.set(sdk, maker);
    }
    return maker;
  }
}

function publicEntries(sdk: Sdk): PublicEntries {
  return new PublicEntries(sdk.load('fetch') as unknown as FetchModule);
}

/** @returns undefined when this copy of the SDK is not built as expected */
function internalEntries(sdk: Sdk): InternalEntries | undefined {
  try {
    const modules = asInternalModules({
      ...sdk.load('endpoint/endpoint'),
      ...sdk.load('endpoint/handlers/generic'),
      ...sdk.load('endpoint/handlers/core_logging'),
    });
    return modules && new InternalEntries(modules);
  } catch {
    return undefined;
  }
}
