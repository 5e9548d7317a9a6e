import { UsageError } from '../core/errors.ts';
import type { Json } from '../simulation/faults/plan.ts';
import { exchange, type Reply } from './exchange.ts';
import { encodeUtf8 } from '../core/utf8.ts';

/** Rows and state as JSON. */
export type JsonObject = Readonly<Record<string, Json>>;

export type InvocationOperation = 'cancel' | 'kill' | 'pause' | 'resume' | 'purge' | 'restart-as-new';

export type AdminOperation =
  | { readonly type: InvocationOperation; readonly id: string }
  | {
      readonly type: 'resume' | 'restart-as-new';
      readonly id: string;
      /** `latest`, `keep` or the id of a deployment. */
      readonly deployment?: string;
      /** The last journal row that a restart takes over. */
      readonly from?: number;
    }
  | { readonly type: 'cancel-by-delete'; readonly id: string }
  /** A rule of the rule book; without a number it is removed. */
  | { readonly type: 'set-limit'; readonly pattern: string; readonly concurrency?: number }
  | {
      readonly type: 'set-state';
      readonly service: string;
      readonly key: string;
      readonly state: JsonObject;
      readonly version?: string;
    };

/** What a server says about itself. */
export interface ServerAbout {
  /** Its version. */
  readonly server: string;
  /** Whether the seed of `ctx.rand` is drawn from more than the id of the invocation. */
  readonly uniqueSeeds: boolean;
}

/** A column as text; an empty one where there is none. */
export function textOf(row: JsonObject | undefined, name: string): string {
  const value = row?.[name];
  return typeof value === 'string' ? value : '';
}

/** The admin API of a server: operations on invocations, state mutations, SQL introspection. */
export class AdminApi {
  readonly #url: string;
  readonly #token: string | undefined;

  /** @param token for the header `authorization`, as a cloud asks for one */
  constructor(url: string, token?: string) {
    this.#url = url.replace(/\/$/, '');
    this.#token = token;
  }

  /**
   * What the server says about itself.
   * @throws {UsageError} in one sentence, when there is no server, or it does not let us in
   */
  async about(): Promise<ServerAbout> {
    let reply: Reply;
    try {
      reply = await this.#send('GET', '/version');
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new UsageError(
        'SERVER_UNREACHABLE',
        `No admin API answers at ${this.#url} (${code ?? message}): is the server running, and is it the port of the admin API, 9070 by default?`,
      );
    }
    if (reply.status === 401 || reply.status === 403) {
      const how = this.#token === undefined ? 'it wants a token' : 'it does not accept the token';
      throw new UsageError('SERVER_REFUSED', `${this.#url} refuses the request (${reply.status}): ${how}.`);
    }
    const about = jsonIn(reply.body) as { readonly version?: unknown; readonly features?: unknown } | undefined;
    if (reply.status !== 200 || typeof about?.version !== 'string') {
      throw new UsageError(
        'SERVER_REFUSED',
        `${this.#url}/version is answered with ${reply.status}, and not as the admin API of restate-server answers.`,
      );
    }
    const features = about.features as { readonly unique_random_seeds?: unknown } | undefined;
    return { server: about.version, uniqueSeeds: features?.unique_random_seeds === true };
  }

  /** @throws {UsageError} when the server does not accept what is served there, with its reason */
  async register(deployment: string): Promise<void> {
    const reply = await this.#send('POST', '/deployments', { uri: deployment });
    if (reply.status < 300) return;
    const { message = reply.body, restate_code: code } = refusalIn(reply.body);
    const hint =
      code === UNSUPPORTED_PROTOCOL
        ? ' Use a version of @restatedev/restate-sdk and one of @restatedev/restate-server that speak a common version of the service protocol.'
        : '';
    const reason = message.replaceAll(`[${String(code)}] `, '').trim();
    throw new UsageError('SERVER_REFUSED', `restate-server does not accept the services: ${reason}${hint}`);
  }

  perform(operation: AdminOperation): Promise<Reply> {
    switch (operation.type) {
      case 'set-state':
        return this.#send('POST', `/services/${operation.service}/state`, {
          object_key: operation.key,
          new_state: encoded(operation.state),
          ...(operation.version === undefined ? {} : { version: operation.version }),
        });
      case 'set-limit': {
        const { pattern, concurrency } = operation;
        return concurrency === undefined
          ? this.#send('POST', '/limits/rules/bulk-delete', [{ pattern }])
          : this.#send('PUT', '/limits/rules', [{ pattern, limits: { concurrency } }]);
      }
      case 'cancel-by-delete':
        return this.#send('DELETE', `/invocations/${operation.id}?mode=cancel`);
      default: {
        const { type, id, ...parameters } = operation;
        const query = new URLSearchParams(
          Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
        );
        return this.#send('PATCH', `/invocations/${id}/${type}${query.size === 0 ? '' : `?${query.toString()}`}`);
      }
    }
  }

  /** Any other request: what it is answered, whatever that is. */
  request(method: string, path: string, body?: object): Promise<Reply> {
    return this.#send(method, path, body);
  }

  /**
   * Rows of a query, columns that are null left out. A server that has just started again does not know its partitions
   * for a while; it is asked again until it does.
   */
  async query(sql: string): Promise<readonly JsonObject[]> {
    const end = performance.now() + QUERY_LIMIT_MS;
    let reply = await this.#send('POST', '/query', { query: sql });
    while (reply.status >= 500 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, QUERY_AGAIN_MS));
      reply = await this.#send('POST', '/query', { query: sql });
    }
    const answer = jsonIn(reply.body) as { readonly rows?: readonly JsonObject[] } | undefined;
    if (reply.status === 200 && answer?.rows !== undefined) return answer.rows;
    const what = [reply.body, sql].map((text) => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text));
    throw new UsageError('SERVER_QUERY_FAILED', `restate-server refuses a query (${reply.status}): ${what.join('; ')}`);
  }

  #send(method: string, path: string, body?: object): Promise<Reply> {
    return exchange(`${this.#url}${path}`, {
      method,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

interface Refusal {
  readonly message?: string;
  readonly restate_code?: string | null;
}

/** Code of the server for services that speak no version of the protocol that it speaks. */
const UNSUPPORTED_PROTOCOL = 'META0012';

function refusalIn(body: string): Refusal {
  return jsonIn(body) ?? {};
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Characters of a query and of its answer in a message; a query can name hundreds of invocations. */
const MAX_QUOTED = 200;

const QUERY_LIMIT_MS = 10_000;
const QUERY_AGAIN_MS = 100;

/** The API takes state values as lists of bytes. */
function encoded(state: JsonObject): Record<string, readonly number[]> {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, [...encodeUtf8(JSON.stringify(value))]]),
  );
}
