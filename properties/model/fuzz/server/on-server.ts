import { serveOnServer, type ServedServices } from '../../../harness/serve-on-server.ts';
import { textOf } from '../../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../../sim/real-server/exchange.ts';
import type { Program } from '../engines/program.ts';
import { journalOf } from './journal-of.ts';
import { inCallOrder, inScope, type Answer, type Outcome, type SeenInvocation } from './outcome.ts';
import { answerOf, requestsOf } from './requests.ts';
import { ServerStage } from './server-stage.ts';
import type { Stage } from './stage.ts';
import { taggedServices, type Programs } from './services.ts';
import type { Mode } from './mode.ts';

/** How long a program may take, in ms of real time. */
const LIMIT_MS = 30_000;
const LOOK_AGAIN_MS = 10;

/** A real server on which programs run, each under a tag of its own. */
export class ProgramServer implements AsyncDisposable {
  readonly #served: ServedServices;
  readonly #programs: Programs;

  /** @throws {UsageError} when the server does not start */
  static async open({ real, version, limits, inactivityMs }: Mode): Promise<ProgramServer> {
    const programs: Programs = new Map();
    const served = await serveOnServer(taggedServices(programs, limits && inactivityMs), real, version);
    for (const [pattern, concurrency] of Object.entries(limits ?? {})) {
      await served.admin.perform({ type: 'set-limit', pattern, concurrency });
    }
    return new ProgramServer(served, programs);
  }

  private constructor(served: ServedServices, programs: Programs) {
    this.#served = served;
    this.#programs = programs;
  }

  async run(program: Program, tag: string): Promise<Outcome> {
    this.#programs.set(tag, program);
    const answers: Answer[] = [];
    const roots: string[] = [];
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (const request of requestsOf(program, tag)) {
      const reply = await exchange(`${this.#served.ingressUrl}${request.path}`, { ...request, signal });
      answers.push(answerOf(reply));
      const id = reply.headers['x-restate-id'];
      if (id !== undefined && !roots.includes(id)) roots.push(id);
    }
    const invocations = await inCallOrder(roots, (id) => this.#look(id));
    const state: Record<string, string> = {};
    const rows = await this.#served.admin.query(
      `SELECT scope, service_name, service_key, key, value FROM state WHERE service_key LIKE '${tag}-%'`,
    );
    for (const row of rows) {
      const name = ['scope', 'service_name', 'service_key', 'key'].map((column) => textOf(row, column)).join('/');
      state[name] = Buffer.from(textOf(row, 'value'), 'hex').toString('utf8');
    }
    return { answers, invocations, state };
  }

  /** An invocation, once it has ended. */
  async #look(id: string): Promise<SeenInvocation> {
    const end = performance.now() + LIMIT_MS;
    for (;;) {
      const [row] = await this.#served.admin.query(
        `SELECT scope, target, status, completion_result, completion_failure FROM sys_invocation WHERE id = '${id}'`,
      );
      if (row?.['status'] === 'completed' || performance.now() > end) {
        const result = textOf(row, 'completion_failure') || textOf(row, 'completion_result') || 'open';
        const target = inScope(textOf(row, 'scope'), textOf(row, 'target'));
        return { id, target, result, journal: await journalOf(this.#served.admin, id) };
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    }
  }

  /** For a program that is upgraded, and has deployments of its own. */
  stage(): Stage {
    return new ServerStage(this.#served.ingressUrl, this.#served.admin);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#served[Symbol.asyncDispose]();
  }
}
