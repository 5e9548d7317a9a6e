import { createServer, type Http2Server, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withDefaultOptions } from '../attempt/endpoint-options.ts';
import { sdkOf } from '../attempt/sdk-shape.ts';
import type { AnyDefinition } from '../simulation/scenario/scenario.ts';
import { UsageError } from '../core/errors.ts';
import { AdminApi } from '../real-server/admin-api.ts';
import { Caretaker } from '../real-server/caretaker.ts';
import { RestateServer } from '../real-server/restate-server.ts';
import type { Backend, StateBytes } from './backend.ts';

/** How a real server is set up. */
export interface RealOptions {
  readonly services: readonly AnyDefinition[];
  readonly defaultServiceOptions: object | undefined;
  readonly alwaysReplay: boolean;
  readonly disableRetries: boolean;
}

/** A restate-server on this machine, from the npm package `@restatedev/restate-server`, with services of this process. */
export class Real implements Backend {
  readonly baseUrl: string;
  readonly #admin: AdminApi;
  readonly #adminUrl: string;
  readonly #parts: AsyncDisposableStack;

  /** @throws {UsageError} when the package is not installed, or the server does not start */
  static async start({ services, defaultServiceOptions, alwaysReplay, disableRetries }: RealOptions): Promise<Real> {
    await using parts = new AsyncDisposableStack();
    const caretaker = new Caretaker();
    parts.defer(() => caretaker.close());
    const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
    caretaker.owns(folder);
    const endpoint = await serve(withDefaultOptions(services, defaultServiceOptions));
    parts.defer(() => void endpoint.close());
    const environment = {
      ...(alwaysReplay && { RESTATE_WORKER__INVOKER__INACTIVITY_TIMEOUT: '0s' }),
      ...(disableRetries && {
        RESTATE_DEFAULT_RETRY_POLICY__MAX_ATTEMPTS: '1',
        RESTATE_DEFAULT_RETRY_POLICY__ON_MAX_ATTEMPTS: 'kill',
      }),
    };
    const server = await RestateServer.start({ folder: join(folder, 'data'), environment, caretaker });
    parts.defer(() => server.kill());
    const admin = new AdminApi(server.adminUrl);
    await admin.register(`http://127.0.0.1:${(endpoint.address() as AddressInfo).port}`);
    return new Real(server, admin, parts.move());
  }

  private constructor(server: RestateServer, admin: AdminApi, parts: AsyncDisposableStack) {
    this.baseUrl = server.ingressUrl;
    this.#adminUrl = server.adminUrl;
    this.#admin = admin;
    this.#parts = parts;
  }

  adminUrl(): string {
    return this.#adminUrl;
  }

  async read(service: string, key: string): Promise<StateBytes> {
    const where = `service_name = '${escaped(service)}' and service_key = '${escaped(key)}'`;
    const rows = await this.#admin.query(`select key, encode(value, 'hex') as value from state where ${where}`);
    return new Map(rows.map((row) => [text(row['key']), Buffer.from(text(row['value']), 'hex')]));
  }

  async write(service: string, key: string, state: StateBytes): Promise<void> {
    const reply = await fetch(`${this.#adminUrl}/services/${service}/state`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        object_key: key,
        new_state: Object.fromEntries([...state].map(([name, bytes]) => [name, [...bytes]])),
      }),
    });
    if (!reply.ok) throw new UsageError('SERVER_REFUSED', `restate-server refuses to set state: ${await reply.text()}`);
  }

  async stop(): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

/** Serves definitions with the copy of the SDK that made them. */
async function serve(services: readonly unknown[]): Promise<Http2Server> {
  const { exports } = sdkOf(services);
  // Definitions are what it takes; their types say more than is known here.
  const listener = exports.createEndpointHandler({ services: [...services] as never[] }) as unknown as (
    request: Http2ServerRequest,
    response: Http2ServerResponse,
  ) => void;
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function escaped(text: string): string {
  return text.replaceAll("'", "''");
}
