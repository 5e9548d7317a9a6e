import type { Engine } from '../../attempt/attempt.ts';
import type { BoundHandler, BoundService } from '../../attempt/definition.ts';
import type { Process } from '../../attempt/process.ts';
import type { Target } from '../../journal/command.ts';
import type { AttemptStream } from '../attempt-stream.ts';
import type { ProtocolRange } from './deployment.ts';

/** A service process: what it has bound, and what its code sees as its surroundings. */
export interface Endpoint {
  readonly services: ReadonlyMap<string, BoundService>;
  readonly protocols: ProtocolRange;
  processFor(stream: AttemptStream): Process;
}

/** The service processes by the URIs at which they listen. The server reaches them only by way of a deployment. */
export class Endpoints {
  /** Runs the code of all of them. */
  engine: Engine;
  readonly #byUri = new Map<string, Endpoint>();

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** @returns undefined when nothing listens there */
  at(uri: string): Endpoint | undefined {
    return this.#byUri.get(uri);
  }

  /** Lets a process listen at a URI, in the place of the one that did. */
  listen(uri: string, endpoint: Endpoint): void {
    this.#byUri.set(uri, endpoint);
  }

  /** Ends the process at a URI. */
  close(uri: string): void {
    this.#byUri.delete(uri);
  }

  /** @returns what the process at a URI has bound under the name of a handler now; undefined when it has not */
  handler(uri: string, target: Target): BoundHandler | undefined {
    return this.#byUri.get(uri)?.services.get(target.service)?.handlers.get(target.handler);
  }
}
