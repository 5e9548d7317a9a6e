import { LimitReached } from '../core/errors.ts';
import { AttemptStream, type StreamHandler } from './attempt-stream.ts';
import { eagerState, INVOCATION_MEMORY_BYTES, stateSize } from './eager-state.ts';
import type { Invocation } from './invocation.ts';
import type { ServerOptions } from './options.ts';
import type { ServiceRegistry } from './service-registry.ts';
import type { World } from './world.ts';

/** What starting an attempt needs of other parts. */
export interface AttemptPorts {
  readonly registry: Pick<ServiceRegistry, 'deployment' | 'handler'>;
  readonly streams: { add(stream: AttemptStream): void };
  readonly failures: { outOfMemory(invocation: Invocation, message: string): void };
  readonly timeouts: { started(stream: AttemptStream): void };
  /** Gets what the attempt sends. */
  readonly messages: StreamHandler;
}

/** Starts attempts: opens a stream to the service and sends the journal so far and a snapshot of the state. */
export class Attempts {
  readonly #world: World;
  readonly #options: Pick<ServerOptions, 'eagerStateBytes' | 'protocolVersion'>;
  readonly #ports: AttemptPorts;

  constructor(world: World, options: Pick<ServerOptions, 'eagerStateBytes' | 'protocolVersion'>, ports: AttemptPorts) {
    this.#world = world;
    this.#options = options;
    this.#ports = ports;
  }

  start(invocation: Invocation): void {
    const { limits, trace } = this.#world;
    if (invocation.attempts >= limits.attempts) {
      throw new LimitReached('attempts', `${invocation.address} reached its limit of ${invocation.attempts} attempts.`);
    }
    const number = ++invocation.attempts;
    invocation.status = 'running';
    invocation.deadline = undefined;
    const excess = excessOfMemory(invocation);
    if (excess !== undefined) {
      this.#ports.failures.outOfMemory(invocation, excess);
      return;
    }
    const stream = new AttemptStream(invocation, number, this.#world, this.#ports.messages);
    this.#ports.streams.add(stream);
    this.#open(stream);
    trace.add({
      type: 'attempt started',
      invocation: invocation.address,
      attempt: number,
      knownEntries: stream.knownEntries,
    });
    stream.start();
    this.#ports.timeouts.started(stream);
  }

  #open(stream: AttemptStream): void {
    const { invocation } = stream;
    const { origin, retriesSinceStored } = invocation;
    const { clock, random } = this.#world;
    const { eagerStateBytes, protocolVersion } = this.#options;
    const { deployment } = this.#ports.registry;
    // After a process crash the definitions may be new objects.
    const handler = this.#ports.registry.handler(origin.target) ?? origin.handler;
    stream.attempt = deployment.engine.open(
      {
        handler,
        invocationId: origin.id,
        key: origin.target.key ?? '',
        ...(origin.idempotencyKey !== undefined && { idempotencyKey: origin.idempotencyKey }),
        randomSeed: () => random.u64('rand', origin.id),
        journal: invocation.journal,
        knownEntries: stream.knownEntries,
        ...eagerState(origin.objectKey, handler.options.enableLazyState, eagerStateBytes),
        retriesSinceLastStoredEntry: retriesSinceStored,
        durationSinceLastStoredEntryMs: retriesSinceStored === 0 ? 0 : clock.now - invocation.lastStoredAtMs,
        protocolVersion,
        process: deployment.processFor(stream),
      },
      stream,
    );
  }
}

/** @returns the server's message when state does not fit into an invocation's memory: then no attempt starts */
function excessOfMemory({ origin: { objectKey }, handler }: Invocation): string | undefined {
  if (objectKey === undefined || handler.options.enableLazyState) return undefined;
  const size = stateSize(objectKey);
  if (size <= INVOCATION_MEMORY_BYTES) return undefined;
  const needed = `${(size / 1_048_576).toFixed(1)} MiB`;
  return `memory budget exhausted (upper bound exceeded) while reading service state: ${objectKey.name} holds ${needed}, an invocation may have 32 MiB. Keep large values elsewhere, or enable lazy state.`;
}
