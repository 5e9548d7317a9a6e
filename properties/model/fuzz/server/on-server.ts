import { createServer, type ServerHttp2Session } from 'node:http2';
import { createEndpointHandler } from '@restatedev/restate-sdk';
import { entryOf } from '../../../../sim/attempt/sdk/stored.ts';
import type { JournalEntry } from '../../../../sim/journal/entry.ts';
import type { ServerMode } from '../../../../sim/real-server/room.ts';
import { textOf, type AdminApi } from '../../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import { openServer } from '../../../../sim/real-server/room.ts';
import { freePorts } from '../../../../sim/real-server/free-ports.ts';
import type { Program } from '../engines/program.ts';
import { inCallOrder, type Answer, type Outcome, type SeenInvocation } from './outcome.ts';
import { answerOf, requestsOf } from './requests.ts';
import { taggedServices, type Programs } from './services.ts';

/** How long a program may take, in ms of real time. */
const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/** A real server on which programs run, each under a tag of its own. */
export class ProgramServer implements AsyncDisposable {
  readonly #parts: AsyncDisposableStack;
  readonly #ingressUrl: string;
  readonly #admin: AdminApi;
  readonly #programs: Programs;

  /** @throws {UsageError} when the server does not start */
  static async open(mode: ServerMode): Promise<ProgramServer> {
    await using parts = new AsyncDisposableStack();
    const programs: Programs = new Map();
    const [port = 0] = await freePorts(1);
    const handler = createEndpointHandler({ services: taggedServices(programs), logger: () => undefined });
    const serving = createServer(handler).listen(port, '127.0.0.1');
    const sessions = new Set<ServerHttp2Session>();
    serving.on('session', (session) => sessions.add(session));
    parts.defer(() => {
      serving.close();
      for (const session of sessions) session.destroy();
    });
    const { server, admin, ...room } = await openServer(mode);
    parts.defer(() => room[Symbol.asyncDispose]());
    await admin.register(`http://127.0.0.1:${port}`);
    return new ProgramServer(parts.move(), server.ingressUrl, admin, programs);
  }

  private constructor(parts: AsyncDisposableStack, ingressUrl: string, admin: AdminApi, programs: Programs) {
    this.#parts = parts;
    this.#ingressUrl = ingressUrl;
    this.#admin = admin;
    this.#programs = programs;
  }

  async run(program: Program, tag: string): Promise<Outcome> {
    this.#programs.set(tag, program);
    const answers: Answer[] = [];
    const roots: string[] = [];
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (const request of requestsOf(program, tag)) {
      const reply = await exchange(`${this.#ingressUrl}${request.path}`, { ...request, signal });
      answers.push(answerOf(reply));
      const id = reply.headers['x-restate-id'];
      if (id !== undefined && !roots.includes(id)) roots.push(id);
    }
    const invocations = await inCallOrder(roots, (id) => this.#look(id));
    const state: Record<string, string> = {};
    const rows = await this.#admin.query(
      `SELECT service_name, service_key, key, value FROM state WHERE service_key LIKE '${tag}-%'`,
    );
    for (const row of rows) {
      const name = ['service_name', 'service_key', 'key'].map((column) => textOf(row, column)).join('/');
      state[name] = Buffer.from(textOf(row, 'value'), 'hex').toString('utf8');
    }
    return { answers, invocations, state };
  }

  /** An invocation, once it has ended. */
  async #look(id: string): Promise<SeenInvocation> {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const [row] = await this.#admin.query(
        `SELECT target, status, completion_result, completion_failure FROM sys_invocation WHERE id = '${id}'`,
      );
      if (row?.['status'] === 'completed' || performance.now() > end) {
        const result = textOf(row, 'completion_failure') || textOf(row, 'completion_result') || 'open';
        return { id, target: textOf(row, 'target'), result, journal: await this.#journal(id) };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  async #journal(id: string): Promise<readonly JournalEntry[]> {
    const rows = await this.#admin.query(
      `SELECT index, entry_type, raw FROM sys_journal WHERE id = '${id}' ORDER BY index`,
    );
    return rows.map((row) =>
      entryOf({ entry_type: textOf(row, 'entry_type'), raw: textOf(row, 'raw'), appendedAtMs: 0 }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}
