import type { AttemptError, AttemptSetup } from '../attempt/attempt.ts';
import { LimitReached } from '../core/errors.ts';
import { seedOfId } from '../journal/random-seed.ts';
import { AttemptStream, type StreamHandler } from './attempt-stream.ts';
import type { Destination } from './deployments/destination.ts';
import type { Endpoints } from './deployments/endpoints.ts';
import type { Routing } from './deployments/routing.ts';
import { eagerState, INVOCATION_MEMORY_BYTES, stateSize } from './eager-state.ts';
import type { Invocation } from './invocation.ts';
import type { ServerOptions } from './options.ts';
import type { World } from './world.ts';
import { known } from '../core/known.ts';

/** What starting an attempt needs of other parts. */
export interface AttemptPorts {
  readonly routing: Pick<Routing, 'choose'>;
  readonly endpoints: Pick<Endpoints, 'at' | 'engine'>;
  readonly streams: { add(stream: AttemptStream): void };
  readonly failures: {
    notStarted(invocation: Invocation, error: AttemptError): void;
    outOfMemory(invocation: Invocation, message: string): void;
  };
  readonly timeouts: { started(stream: AttemptStream): void };
  /** Gets what the attempt sends. */
  readonly messages: StreamHandler;
}

/** Starts attempts: opens a stream to the service and sends the journal so far and a snapshot of the state. */
export class Attempts {
  readonly #world: World;
  readonly #options: Pick<ServerOptions, 'eagerStateBytes'>;
  readonly #ports: AttemptPorts;

  constructor(world: World, options: Pick<ServerOptions, 'eagerStateBytes'>, ports: AttemptPorts) {
    this.#world = world;
    this.#options = options;
    this.#ports = ports;
  }

  start(invocation: Invocation): void {
    const { limits } = this.#world;
    if (invocation.attempts >= limits.attempts) {
      throw new LimitReached('attempts', `${invocation.address} reached its limit of ${invocation.attempts} attempts.`);
    }
    invocation.attempts++;
    invocation.status = 'running';
    invocation.deadline = undefined;
    invocation.queuedUntilMs = undefined;
    const destination = this.#ports.routing.choose(invocation);
    if (!('handler' in destination)) {
      this.#ports.failures.notStarted(invocation, destination);
      return;
    }
    const excess = excessOfMemory(invocation, destination);
    if (excess === undefined) this.#startAt(invocation, destination);
    else this.#ports.failures.outOfMemory(invocation, excess);
  }

  #startAt(invocation: Invocation, destination: Destination): void {
    const { trace } = this.#world;
    const { deployment } = destination;
    const stream = new AttemptStream(invocation, invocation.attempts, destination, this.#world, this.#ports.messages);
    this.#ports.streams.add(stream);
    stream.attempt = this.#ports.endpoints.engine.open(this.setupOf(stream), stream);
    trace.add({
      type: 'attempt started',
      invocation: invocation.address,
      attempt: stream.number,
      knownEntries: stream.knownEntries,
      // In a world with one deployment there is nothing to say.
      ...(deployment.number > 1 && { deployment: deployment.number }),
    });
    stream.start();
    this.#ports.timeouts.started(stream);
  }

  /** What the attempt is given when it starts. */
  setupOf(stream: AttemptStream): AttemptSetup {
    const { invocation, destination } = stream;
    const { origin, retriesSinceStored } = invocation;
    const { clock } = this.#world;
    const { handler, options, protocol, deployment } = destination;
    const endpoint = known(
      this.#ports.endpoints.at(deployment.uri),
      'the process at the URI of an attempt that starts',
    );
    return {
      handler,
      invocationId: origin.id,
      key: origin.target.key ?? '',
      ...(origin.target.scope !== undefined && { scope: origin.target.scope }),
      ...(origin.target.limitKey !== undefined && { limitKey: origin.target.limitKey }),
      ...(origin.idempotencyKey !== undefined && { idempotencyKey: origin.idempotencyKey }),
      randomSeed: () => origin.seed ?? seedOfId(origin.id),
      journal: invocation.journal,
      knownEntries: stream.knownEntries,
      ...eagerState(origin.objectKey, options.enableLazyState, this.#options.eagerStateBytes),
      retriesSinceLastStoredEntry: retriesSinceStored,
      durationSinceLastStoredEntryMs: retriesSinceStored === 0 ? 0 : clock.now - invocation.lastStoredAtMs,
      protocolVersion: protocol,
      process: endpoint.processFor(stream),
    };
  }
}

/** @returns the server's message when state does not fit into an invocation's memory: then no attempt starts */
function excessOfMemory({ origin: { objectKey } }: Invocation, { options }: Destination): string | undefined {
  if (objectKey === undefined || options.enableLazyState) return undefined;
  const size = stateSize(objectKey);
  if (size <= INVOCATION_MEMORY_BYTES) return undefined;
  const needed = `${(size / 1_048_576).toFixed(1)} MiB`;
  return `memory budget exhausted (upper bound exceeded) while reading service state: ${objectKey.name} holds ${needed}, an invocation may have 32 MiB. Keep large values elsewhere, or enable lazy state.`;
}
