import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as fetchModule from '@restatedev/restate-sdk/fetch';
import { UsageError } from '../../core/errors.ts';
import type { Attempt, AttemptHost, AttemptSetup, Engine } from '../attempt.ts';
import type { BoundHandler } from '../definition.ts';
import { Hops, nextTurn } from '../hops.ts';
import type { Sdk } from '../sdk-shape.ts';
import { SdkAttempt } from './attempt.ts';
import type { Entry, EntryMaker } from './connection.ts';
import { InternalEntries, asInternalModules } from './internal-entry.ts';
import { PublicEntries } from './public-entry.ts';
import type { FetchModule } from './public-entry.ts';
import { definitionFor } from './routes.ts';

/**
 * So many turns of user code pass between two turns of the event loop: only in those is the memory of attempts given back
 * that never ended, because their world was dropped.
 */
const BREATH = 2_000;

/** How the SDK is entered: where its own adapters do, which is faster, or by its public fetch handler. */
export type SdkEntry = 'internal' | 'public';

/**
 * Prepares the engine `sdk`: the real SDK in this process, which speaks the service protocol to the server model.
 * @param entry `internal` where the SDK is built as expected, otherwise `public`
 */
export async function loadSdkEngine(entry: SdkEntry = 'internal'): Promise<SdkEngine> {
  const internal = entry === 'internal' ? await internalEntries() : undefined;
  return new SdkEngine(internal ?? new PublicEntries(fetchModule as FetchModule), internal === undefined);
}

/** Runs handlers on the real SDK: its WebAssembly state machine, its promises, its frames. */
export class SdkEngine implements Engine {
  readonly name = 'sdk';
  readonly entry: SdkEntry;
  readonly #makers: EntryMaker;
  readonly #hops: Hops;
  readonly #entries = new WeakMap<BoundHandler, Entry>();
  /** Attempts that were moved since everything has come to rest the last time. */
  readonly #moved = new Set<SdkAttempt>();
  #settled = 0;
  readonly #noteMoved = (attempt: SdkAttempt): void => void this.#moved.add(attempt);

  /** @param isPublic whether web streams lie between the engine and the SDK */
  constructor(makers: EntryMaker, isPublic: boolean) {
    this.#makers = makers;
    this.entry = isPublic ? 'public' : 'internal';
    this.#hops = new Hops(isPublic ? 'turn' : 'tick');
  }

  open(setup: AttemptSetup, host: AttemptHost): Attempt {
    return new SdkAttempt(setup, host, this.#hops, this.#entryOf(setup.handler), this.#noteMoved);
  }

  async settle(): Promise<void> {
    await this.#hops.drain();
    for (const attempt of this.#moved) attempt.comeToRest();
    this.#moved.clear();
    if (++this.#settled % BREATH === 0) await nextTurn();
  }

  #entryOf(handler: BoundHandler): Entry {
    let entry = this.#entries.get(handler);
    if (entry === undefined) {
      assertSameCopy(handler.sdk);
      entry = this.#makers.entry(handler, definitionFor(handler));
      this.#entries.set(handler, entry);
    }
    return entry;
  }
}

async function internalEntries(): Promise<InternalEntries | undefined> {
  const manifest = createRequire(import.meta.url).resolve('@restatedev/restate-sdk/package.json');
  const load = (file: string): Promise<object> =>
    import(pathToFileURL(join(dirname(manifest), 'dist', 'endpoint', file)).href) as Promise<object>;
  try {
    const [endpoint, generic, logging] = await Promise.all([
      load('endpoint.js'),
      load('handlers/generic.js'),
      load('handlers/core_logging.js'),
    ]);
    const modules = asInternalModules({ ...endpoint, ...generic, ...logging });
    return modules && new InternalEntries(modules);
  } catch {
    return undefined;
  }
}

/** Values of one copy of the SDK are strangers to the others: what serves a definition must be what it was made with. */
function assertSameCopy(sdk: Sdk): void {
  if (fetchModule.TerminalError === sdk.exports.TerminalError) return;
  throw new UsageError(
    'SDK_COPY',
    'The engine sdk runs definitions made with the ES module build of @restatedev/restate-sdk that restate-sim itself ' +
      'finds; these were made with another copy. Import the SDK instead of requiring it, or use the engine fake.',
  );
}
