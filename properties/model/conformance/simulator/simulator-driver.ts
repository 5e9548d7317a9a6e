import type { Assembled } from '../../../../sim/simulation/run/assemble.ts';
import type { Mover } from '../../../../sim/simulation/run/mover.ts';
import { CONNECTION_LOST, type IngressResponse } from '../../../../sim/server/ingress/request.ts';
import type { RestartOptions } from '../../../../sim/server/admin.ts';
import type { AdminResponse } from '../../../../sim/server/admin-response.ts';
import type {
  AdminOperation,
  Driver,
  IngressRequest,
  InvocationRow,
  JournalRow,
  Line,
  Reply,
  Trouble,
} from '../driver.ts';
import type { Deployments } from '../deployments/port.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Outside } from '../outside.ts';
import { SimulatorDeployments } from './simulator-deployments.ts';
import { invocationRow, journalRow, trouble } from './simulator-rows.ts';
import { decodeUtf8, encodeUtf8 } from '../../../../sim/core/utf8.ts';

/** Drives a world of the simulator in virtual time. */
export class SimulatorDriver implements Driver {
  readonly slackMs = 0;
  readonly deployments: Deployments;
  readonly #assembled: Assembled;
  readonly #mover: Mover;
  readonly #lines: readonly Line[];
  #names = 0;
  #requests = 0;

  constructor(assembled: Assembled, mover: Mover, lines: readonly Line[], outside: Outside) {
    this.#assembled = assembled;
    this.deployments = new SimulatorDeployments(assembled, outside);
    this.#mover = mover;
    this.#lines = lines;
  }

  fresh(prefix: string): string {
    return `${prefix}-${++this.#names}`;
  }

  async ingress(request: IngressRequest): Promise<Reply> {
    const id = `r${++this.#requests}`;
    let response: IngressResponse | undefined;
    let gone = false;
    const { operations } = this.#assembled;
    operations.issue(
      {
        id,
        client: id,
        kind: 'other',
        target: { service: '', handler: request.path },
        request: {
          method: request.method,
          path: request.path,
          headers: Object.entries(request.headers ?? {}),
          body: encodeUtf8(request.body ?? ''),
        },
      },
      (answer) => {
        response = answer;
      },
    );
    request.signal?.addEventListener('abort', () => {
      operations.abandon(id);
      gone = true;
    });
    await this.#mover.until(`the answer to ${request.method} ${request.path}`, () => gone || response !== undefined);
    if (response === undefined || response === CONNECTION_LOST) throw new Error('the connection broke');
    return { status: response.status, headers: response.headers, body: decodeUtf8(response.body) };
  }

  admin(operation: AdminOperation): Promise<Reply> {
    return Promise.resolve(reply(this.#perform(operation)));
  }

  invocation(id: string): Promise<InvocationRow | undefined> {
    const row = this.#assembled.server.introspection.invocation(id);
    return Promise.resolve(row && invocationRow(row));
  }

  invocationsOf(service: string, key?: string): Promise<readonly InvocationRow[]> {
    const rows = this.#assembled.server.introspection
      .invocations()
      .filter((row) => row.target_service_name === service && (key === undefined || row.target_service_key === key));
    return Promise.resolve(rows.map(invocationRow));
  }

  stateOf(service: string, key: string): Promise<JsonObject> {
    const state = this.#assembled.server.introspection.stateAsSet(service, key);
    const values = [...state].map(([name, bytes]) => [name, JSON.parse(decodeUtf8(bytes)) as Json]);
    return Promise.resolve(Object.fromEntries(values) as JsonObject);
  }

  journalOf(id: string): Promise<readonly JournalRow[]> {
    return Promise.resolve(this.#assembled.server.introspection.journalOf(id).map(journalRow));
  }

  troublesOf(id: string): Promise<readonly Trouble[]> {
    return Promise.resolve(this.#assembled.server.introspection.troublesOf(id).map(trouble));
  }

  lines(tag: string): readonly Line[] {
    return this.#lines.filter((line) => line.tag === tag);
  }

  now(): number {
    return this.#assembled.world.clock.now;
  }

  sleep(ms: number): Promise<void> {
    return this.#mover.pass(ms);
  }

  restartServer(): Promise<void> {
    this.#assembled.server.faults.restartServer();
    return this.#mover.pass(0);
  }

  #perform(operation: AdminOperation): AdminResponse {
    const { admin } = this.#assembled.server;
    switch (operation.type) {
      case 'cancel':
        return admin.cancel(operation.id);
      case 'kill':
        return admin.kill(operation.id);
      case 'pause':
        return admin.pause(operation.id);
      case 'resume':
        return admin.resume(operation.id, chosen(operation));
      case 'purge':
        return admin.purge(operation.id);
      case 'restart-as-new':
        return admin.restartAsNew(operation.id, chosen(operation));
      case 'set-limit':
        return admin.setLimit(operation.pattern, operation.concurrency);
      case 'cancel-by-delete':
        return admin.delete(operation.id, 'cancel');
      case 'set-state': {
        const state = Object.entries(operation.state).map(
          ([name, value]) => [name, encodeUtf8(JSON.stringify(value))] as const,
        );
        return admin.setState(operation.service, operation.key, new Map(state), operation.version);
      }
    }
  }
}

/** The parameters of a resume or a restart; those that are absent have the defaults of the server. */
function chosen(operation: AdminOperation): RestartOptions {
  return {
    ...('deployment' in operation && { deployment: operation.deployment }),
    ...('from' in operation && { from: operation.from }),
  };
}

function reply({ status, body }: AdminResponse): Reply {
  return { status, headers: {}, body: body === undefined ? '' : JSON.stringify(body) };
}
