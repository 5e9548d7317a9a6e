import { setTimeout } from 'node:timers/promises';

import type { AdminApi } from '../../../../sim/real-server/admin-api.ts';
import type { Reply } from '../../../../sim/real-server/exchange.ts';
import type { Address, Deployments, Latest, RegisterOptions, Registration } from '../deployments/port.ts';
import type { InvocationRow, Line } from '../driver.ts';
import { field, textField, type Json } from '../json.ts';
import type { LogLine, Outside } from '../outside.ts';
import type { Definition } from '../services.ts';
import { Endpoint } from './endpoint.ts';
import { text } from './rows.ts';

/** Deployments on a real server: each address is a port of this process. */
export class ServerDeployments implements Deployments {
  readonly outside: Outside;
  readonly lines: Line[] = [];
  readonly #admin: AdminApi;
  readonly #endpoints = new Map<Address, Endpoint>();
  /** Where each deployment was registered first, by its id. */
  readonly #addresses = new Map<string, Address>();

  constructor(admin: AdminApi) {
    this.#admin = admin;
    this.outside = inThisProcess(this.lines);
  }

  async serve(
    address: Address,
    definitions: readonly Definition[],
    protocols?: readonly [number, number],
  ): Promise<void> {
    (await this.#endpoint(address)).replace(definitions, protocols);
  }

  async register(address: Address, { dryRun = false, ...options }: RegisterOptions = {}): Promise<Registration> {
    const { url } = await this.#endpoint(address);
    const reply = await this.#admin.request('POST', '/deployments', { uri: url, dry_run: dryRun, ...options });
    const id = textField(json(reply), 'id');
    const answer = registration(reply);
    if (dryRun || id === '') return answer;
    if (!this.#addresses.has(id)) this.#addresses.set(id, address);
    await this.#isKnown(answer);
    return answer;
  }

  async update(
    of: Address,
    { to, ...change }: { readonly to?: Address; readonly overwrite?: boolean },
  ): Promise<Registration> {
    const uri = to === undefined ? {} : { uri: (await this.#endpoint(to)).url };
    return registration(await this.#admin.request('PATCH', `/deployments/${this.idOf(of)}`, { ...uri, ...change }));
  }

  async remove(of: Address, { force }: { readonly force?: boolean } = {}): Promise<number> {
    const query = force === undefined ? '' : `?force=${String(force)}`;
    return (await this.#admin.request('DELETE', `/deployments/${this.idOf(of)}${query}`)).status;
  }

  idOf(address: Address): string {
    const [id] = [...this.#addresses].findLast(([, of]) => of === address) ?? [];
    if (id === undefined) throw new Error(`nothing was registered at ${address}`);
    return id;
  }

  pinned(row: InvocationRow | undefined): Address | null {
    return this.#addresses.get(row?.deployment ?? '') ?? null;
  }

  async latest(service: string): Promise<Latest | undefined> {
    const [row] = await this.#admin.query(
      `SELECT revision, deployment_id FROM sys_service WHERE name = ${text(service)}`,
    );
    if (row === undefined) return undefined;
    return { address: this.#addresses.get(textField(row, 'deployment_id')) ?? null, revision: Number(row['revision']) };
  }

  async close(): Promise<void> {
    // What is left of it is retried for hours otherwise, next to the cases that follow.
    for (const id of this.#addresses.keys()) await this.#admin.request('DELETE', `/deployments/${id}?force=true`);
    for (const endpoint of this.#endpoints.values()) await endpoint.close();
  }

  /** A registration is answered before the ingress knows of it: a request that follows at once may be refused. */
  async #isKnown({ revisions }: Registration): Promise<void> {
    const names = Object.keys(revisions).map(text);
    const sql = `SELECT name, revision FROM sys_service WHERE name IN (${names.join(', ')})`;
    for (let tries = 0; tries < KNOWN_TRIES; tries++) {
      const rows = await this.#admin.query(sql);
      if (rows.every((row) => Number(row['revision']) >= (revisions[textField(row, 'name')] ?? 0))) return;
      await setTimeout(KNOWN_POLL_MS);
    }
  }

  async #endpoint(address: Address): Promise<Endpoint> {
    const known = this.#endpoints.get(address);
    if (known !== undefined) return known;
    const endpoint = await Endpoint.start();
    this.#endpoints.set(address, endpoint);
    return endpoint;
  }
}

const KNOWN_TRIES = 200;
const KNOWN_POLL_MS = 10;

/** The outside world of handlers that run in the process of the script. */
function inThisProcess(lines: Line[]): Outside {
  const counts = new Map<string, number>();
  return {
    log: ({ tag, id, ...fields }: LogLine) => {
      lines.push({ at: Date.now(), tag, id, fields });
    },
    count: (counter) => {
      const count = (counts.get(counter) ?? 0) + 1;
      counts.set(counter, count);
      return count;
    },
    wait: async (ms) => setTimeout(ms),
    crash: () => Promise.reject(new Error('This process plays all cases: replace what it serves instead.')),
  };
}

function registration(reply: Reply): Registration {
  const body = json(reply);
  const code = field(body, 'restate_code');
  const services = field(body, 'services');
  const revisions = Array.isArray(services)
    ? services.map((service: Json) => [textField(service, 'name'), Number(field(service, 'revision'))] as const)
    : [];
  return {
    status: reply.status,
    code: typeof code === 'string' ? code : null,
    revisions: Object.fromEntries(revisions),
  };
}

function json({ body }: Reply): Json {
  return body === '' ? null : (JSON.parse(body) as Json);
}
