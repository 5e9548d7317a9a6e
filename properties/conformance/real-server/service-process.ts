import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import type { Caretaker } from './caretaker.ts';

/** The process that serves user code to the server; it may crash at any time and is started again a moment later. */
export class ServiceProcess {
  readonly url: string;
  readonly #options: ServiceProcessOptions;
  #process: ChildProcess | undefined;
  #closed = false;

  static async start(options: ServiceProcessOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options);
    await service.#launch();
    return service;
  }

  private constructor(options: ServiceProcessOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#process;
    if (running === undefined || running.exitCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  async #launch(): Promise<void> {
    const { main, port, folder, caretaker } = this.#options;
    const child = fork(main, [String(port), folder], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const { pid } = child;
    const ready = Promise.withResolvers<void>();
    this.#process = child;
    if (pid !== undefined) caretaker.watch(pid);
    child.once('exit', (code, signal) => {
      if (pid !== undefined) caretaker.forget(pid);
      if (!this.#closed) setTimeout(() => void this.#relaunch(), outageMs);
      ready.reject(new Error(`the service process ended with ${String(code ?? signal)}`));
    });
    child.once('message', () => ready.resolve());
    await ready.promise;
  }

  async #relaunch(): Promise<void> {
    if (this.#closed) return;
    // A process that dies while it starts has told so by its exit event, and is started again.
    await this.#launch().catch(() => undefined);
  }
}

export interface ServiceProcessOptions {
  /** Module to run; it serves on the port given as its first argument and sends one message when it is ready. */
  readonly main: URL;
  readonly port: number;
  /** Second argument: where the module keeps what must survive it. */
  readonly folder: string;
  readonly caretaker: Caretaker;
}

/** Long enough to look at the world while the service is down. */
const outageMs = 400;
