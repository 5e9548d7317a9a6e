import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import { serverBinary } from './binary.ts';
import type { Caretaker } from './caretaker.ts';
import { freePorts } from './free-ports.ts';

export interface ServerOptions {
  /** Data folder; an existing one is continued. */
  readonly folder: string;
  /** Settings of the server by their environment names, such as RESTATE_WORKER__CLEANUP_INTERVAL. */
  readonly environment: Readonly<Record<string, string>>;
  readonly caretaker: Caretaker;
  /** Ports of the ingress, the admin API and the node. Default: free ones. */
  readonly ports?: readonly [ingress: number, admin: number, node: number];
}

/** A restate-server of our own: free loopback ports, a data folder, and the power to kill and restart it. */
export class RestateServer {
  readonly ingressUrl: string;
  readonly adminUrl: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #caretaker: Caretaker;
  #tail = '';
  #process: ChildProcess | undefined;
  #death: UsageError | undefined;

  /**
   * Starts one and waits until it answers.
   * @throws {UsageError} with the server's last lines, when it does not
   */
  static async start(options: ServerOptions): Promise<RestateServer> {
    for (let tries = 1; ; tries++) {
      const server = new RestateServer(options, options.ports ?? (await freePorts(3)));
      try {
        await server.#launch();
        return server;
      } catch (error) {
        await server.kill();
        // Another process may have taken a free port since. Other ports can be tried only if the caller did not choose them.
        if (options.ports !== undefined || tries === MAX_TRIES || !server.#tail.includes(TAKEN)) throw error;
      }
    }
  }

  private constructor(options: ServerOptions, [ingress = 0, admin = 0, node = 0]: readonly number[]) {
    this.ingressUrl = `http://127.0.0.1:${ingress}`;
    this.adminUrl = `http://127.0.0.1:${admin}`;
    this.#caretaker = options.caretaker;
    const temporary = join(options.folder, 'temporary');
    mkdirSync(temporary, { recursive: true });
    this.#environment = {
      ...process.env,
      RESTATE_BASE_DIR: join(options.folder, 'data'),
      // What it leaves behind when it is killed goes with its data, but not among it: that would look like another node's.
      TMPDIR: temporary,
      RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
      RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
      RESTATE_BIND_ADDRESS: `127.0.0.1:${node}`,
      RESTATE_LISTEN_MODE: 'tcp',
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_LOG_DISABLE_ANSI_CODES: 'true',
      ...options.environment,
    };
  }

  /** Why it ended of itself, with its last lines; undefined while it runs, and when it was killed from here. */
  get death(): UsageError | undefined {
    return this.#death;
  }

  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Kills it without warning and starts it again on the same ports and data. */
  async restart(): Promise<void> {
    await this.kill();
    await this.#launch();
  }

  async kill(): Promise<void> {
    const running = this.#process;
    if (running?.pid === undefined) return;
    this.#process = undefined;
    if (running.exitCode === null && running.signalCode === null) {
      const gone = once(running, 'exit');
      running.kill('SIGKILL');
      await gone;
    }
    this.#caretaker.forget(running.pid);
  }

  async #launch(): Promise<void> {
    // No handles to ours but the pipe of its log: the last lines are what a failed start is explained with.
    const child = spawn(serverBinary(), [], {
      // Ctrl-C is for us alone: the run that is under way comes to its end.
      detached: true,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    }
    const failed = once(child, 'error').then(([error]) => {
      throw this.#explain(`did not start: ${String(error)}`);
    });
    const ended = once(child, 'exit').then(([code, signal]) => {
      throw this.#explain(`did not start: it ended with ${String(code ?? signal)}`);
    });
    if (child.pid !== undefined) this.#caretaker.watch(child.pid);
    await Promise.race([this.#answers(), failed, ended]);
    ended.catch(() => undefined);
    failed.catch(() => undefined);
    child.once('exit', (code, signal) => {
      if (this.#process === child) this.#death = this.#explain(`ended of itself with ${String(code ?? signal)}`);
    });
  }

  async #answers(): Promise<void> {
    const end = performance.now() + startLimitMs;
    while (performance.now() < end) {
      if ((await isUp(`${this.adminUrl}/health`)) && (await isUp(`${this.ingressUrl}/restate/health`))) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw this.#explain(`did not start: it does not answer after ${startLimitMs} ms`);
  }

  #keep(text: string): void {
    this.#tail = (this.#tail + text).slice(-MAX_TAIL_LENGTH);
  }

  #explain(reason: string): UsageError {
    const lines = this.#tail.split('\n').filter((line) => line.trim() !== '');
    const taken = this.#tail.includes(TAKEN) ? ' One of its ports is taken.' : '';
    const last = lines.slice(-TAIL_LINES).join('\n');
    return new UsageError('SERVER_FAILED', `restate-server ${reason}.${taken} Its last lines:\n${last}`);
  }
}

const startLimitMs = 30_000;
const TAIL_LINES = 10;
const MAX_TAIL_LENGTH = 20_000;
const MAX_TRIES = 3;
const TAKEN = 'Address in use';

async function isUp(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
