import type { AttemptMessage } from '../../attempt/attempt.ts';
import type { BoundService } from '../../attempt/definition.ts';
import type { Process } from '../../attempt/process.ts';
import { EPOCH_MS } from '../../core/clock.ts';
import type { Outcome } from '../../journal/outcome.ts';
import type { IngressRequest, IngressResponse } from '../ingress/request.ts';
import { DEFAULT_PROTOCOLS, type ProtocolRange } from '../deployments/deployment.ts';
import { Endpoints, type Endpoint } from '../deployments/endpoints.ts';
import { Server } from '../server.ts';
import { TestWorld } from './test-world.ts';
import { ScriptedEngine, type Script } from './scripted-engine.ts';
import { decodeUtf8, encodeUtf8 } from '../../core/utf8.ts';

/** Where the first deployment listens. */
export const URI = 'http://a:9080/';

/** A server in a world of its own that always takes the first step in line. */
export class ScriptedServer {
  readonly server: Server;
  readonly world: TestWorld = new TestWorld({ startMs: EPOCH_MS });
  #operations = 0;

  constructor(services: readonly BoundService[], script: Script) {
    const endpoints = new Endpoints(new ScriptedEngine(script));
    endpoints.listen(URI, endpointOf(services));
    this.server = new Server(this.world, endpoints, URI);
  }

  /** Types of all events so far. */
  get events(): string[] {
    return this.server.world.trace.events.map(({ type }) => type);
  }

  /** Takes every step that is possible without letting time pass. */
  run(): void {
    this.world.run();
  }

  /** Lets time pass, deadline by deadline. */
  pass(ms: number): void {
    const { clock } = this.server.world;
    const untilMs = clock.now + ms;
    for (let next = clock.next; next !== undefined && next <= untilMs; next = clock.next) {
      clock.advance();
      this.run();
    }
    clock.advanceTo(untilMs);
  }

  /** Sends a request and runs. @returns the responses so far: none while the client waits */
  ask(request: Partial<IngressRequest>): IngressResponse[] {
    const full = { method: 'POST', path: '/', headers: [], body: new Uint8Array(), ...request };
    const responses: IngressResponse[] = [];
    this.server.ingress.handle(`op${++this.#operations}`, full, (response) => responses.push(response));
    this.run();
    return responses;
  }

  /** Sends JSON to a handler. @returns the id of the invocation */
  send(path: string): string {
    const [response] = this.ask({ path: `${path}/send` });
    return (JSON.parse(text(response?.body)) as { invocationId: string }).invocationId;
  }
}

/** A process with these services, for scripts, which do not look at their process. */
export function endpointOf(services: readonly BoundService[], protocols: ProtocolRange = DEFAULT_PROTOCOLS): Endpoint {
  return {
    services: new Map(services.map((service) => [service.name, service])),
    protocols,
    processFor: () => ({}) as Process,
  };
}

/** The messages of a handler that returns this, as JSON. */
export function returning(value: unknown): AttemptMessage[] {
  return ending({ ok: value === undefined ? new Uint8Array() : bytes(JSON.stringify(value)) });
}

/** The messages of a handler that throws a terminal error. */
export function failing(code: number, message: string, metadata?: { key: string; value: string }[]): AttemptMessage[] {
  return ending({ failure: { code, message, ...(metadata !== undefined && { metadata }) } });
}

export function ending(result: Outcome): AttemptMessage[] {
  return [{ type: 'command', command: { type: 'Output', result } }, { type: 'end' }];
}

export function bytes(value: string): Uint8Array {
  return encodeUtf8(value);
}

export function text(value: Uint8Array | undefined): string {
  return decodeUtf8(value ?? new Uint8Array());
}
