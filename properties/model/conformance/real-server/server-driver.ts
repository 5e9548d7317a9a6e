import { setTimeout as wait } from 'node:timers/promises';

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
import type { JsonObject } from '../json.ts';
import type { AdminApi } from '../../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import type { LineReader } from './line-reader.ts';
import type { RestateServer } from '../../../../sim/real-server/restate-server.ts';
import { ServerDeployments } from './server-deployments.ts';
import { invocationRow, journalRow, stateValue, text, trouble } from './rows.ts';

/** Drives a real server in real time: ingress and admin API over HTTP, introspection by SQL. */
export class ServerDriver implements Driver {
  readonly slackMs = 400;
  readonly #server: RestateServer;
  readonly #admin: AdminApi;
  readonly #lines: LineReader;
  readonly deployments: ServerDeployments;

  constructor(server: RestateServer, admin: AdminApi, lines: LineReader) {
    this.#server = server;
    this.#admin = admin;
    this.#lines = lines;
    this.deployments = new ServerDeployments(admin);
  }

  fresh(prefix: string): string {
    freshNames += 1;
    return `${prefix}-${freshNames}`;
  }

  ingress(request: IngressRequest): Promise<Reply> {
    return exchange(`${this.#server.ingressUrl}${request.path}`, request);
  }

  admin(operation: AdminOperation): Promise<Reply> {
    return this.#admin.perform(operation);
  }

  async invocation(id: string): Promise<InvocationRow | undefined> {
    const rows = await this.#admin.query(`SELECT ${invocationColumns} FROM sys_invocation WHERE id = ${text(id)}`);
    return rows.map(invocationRow)[0];
  }

  async invocationsOf(service: string, key?: string): Promise<readonly InvocationRow[]> {
    const ofKey = key === undefined ? '' : ` AND target_service_key = ${text(key)}`;
    const rows = await this.#admin.query(
      `SELECT ${invocationColumns} FROM sys_invocation WHERE target_service_name = ${text(service)}${ofKey} ` +
        'ORDER BY created_at, id',
    );
    return rows.map(invocationRow);
  }

  async stateOf(service: string, key: string): Promise<JsonObject> {
    const rows = await this.#admin.query(
      `SELECT key, value_utf8 FROM state WHERE service_name = ${text(service)} AND service_key = ${text(key)}`,
    );
    return Object.fromEntries(rows.map(stateValue));
  }

  async journalOf(id: string): Promise<readonly JournalRow[]> {
    const rows = await this.#admin.query(
      `SELECT index, entry_type, name, entry_lite_json FROM sys_journal WHERE id = ${text(id)} ORDER BY index`,
    );
    return rows.map(journalRow);
  }

  async troublesOf(id: string): Promise<readonly Trouble[]> {
    const rows = await this.#admin.query(
      `SELECT event_type, event_json FROM sys_journal_events WHERE id = ${text(id)} ORDER BY appended_at`,
    );
    return rows.flatMap(trouble);
  }

  lines(tag: string): readonly Line[] {
    return [...this.#lines.lines(tag), ...this.deployments.lines.filter((line) => line.tag === tag)];
  }

  now(): number {
    return Date.now();
  }

  async sleep(ms: number): Promise<void> {
    await wait(ms);
  }

  restartServer(): Promise<void> {
    return this.#server.restart();
  }
}

const invocationColumns =
  'id, status, target_handler_name, retry_count, last_failure_error_code, completion_result, completion_failure, ' +
  'idempotency_key, restarted_from, pinned_deployment_id';

/** Names are unique in this process, and every server that it starts has fresh data. */
let freshNames = 0;
