import { setTimeout } from 'node:timers/promises';
import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import { textOf, type AdminApi } from '../../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import type { AdminOperation, IngressRequest, Reply, Status, Trouble } from '../../conformance/driver.ts';
import { text, trouble } from '../../conformance/real-server/rows.ts';
import { ServerDeployments } from '../../conformance/real-server/server-deployments.ts';
import { journalOf } from './journal-of.ts';
import { inScope } from './outcome.ts';
import type { Seen, Stage, Standing } from './stage.ts';

/** A real server, on which other programs run next to this one. */
export class ServerStage implements Stage {
  readonly deployments: ServerDeployments;
  readonly #ingressUrl: string;
  readonly #admin: AdminApi;

  constructor(ingressUrl: string, admin: AdminApi) {
    this.#ingressUrl = ingressUrl;
    this.#admin = admin;
    this.deployments = new ServerDeployments(admin);
  }

  ingress(request: IngressRequest): Promise<Reply> {
    return exchange(`${this.#ingressUrl}${request.path}`, request);
  }

  admin(operation: AdminOperation): Promise<Reply> {
    return this.#admin.perform(operation);
  }

  async sleep(ms: number): Promise<void> {
    await setTimeout(ms);
  }

  async standing(services: readonly string[]): Promise<Standing> {
    const rows = await this.#admin.query(
      `SELECT id, status, journal_size, modified_at FROM sys_invocation WHERE target_service_name IN (${list(services)}) ORDER BY id`,
    );
    return { mark: JSON.stringify(rows), statuses: rows.map((row) => textOf(row, 'status') as Status) };
  }

  async look(id: string): Promise<Seen | undefined> {
    const [row] = await this.#admin.query(
      `SELECT scope, target, status, completion_result, completion_failure, pinned_deployment_id FROM sys_invocation WHERE id = ${text(id)}`,
    );
    if (row === undefined) return undefined;
    return {
      target: inScope(textOf(row, 'scope'), textOf(row, 'target')),
      status: textOf(row, 'status') as Status,
      result: textOf(row, 'completion_failure') || textOf(row, 'completion_result'),
      deployment: textOf(row, 'pinned_deployment_id'),
    };
  }

  journalOf(id: string): Promise<readonly JournalEntry[]> {
    return journalOf(this.#admin, id);
  }

  async troublesOf(id: string): Promise<readonly Trouble[]> {
    const rows = await this.#admin.query(
      `SELECT event_type, event_json FROM sys_journal_events WHERE id = ${text(id)} ORDER BY appended_at`,
    );
    return rows.flatMap(trouble);
  }

  async stateOf(services: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const rows = await this.#admin.query(
      `SELECT scope, service_name, service_key, key, value FROM state WHERE service_name IN (${list(services)})`,
    );
    return Object.fromEntries(
      rows.map((row) => [
        ['scope', 'service_name', 'service_key', 'key'].map((column) => textOf(row, column)).join('/'),
        Buffer.from(textOf(row, 'value'), 'hex').toString('utf8'),
      ]),
    );
  }
}

const list = (names: readonly string[]): string => names.map(text).join(', ');
