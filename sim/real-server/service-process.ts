import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { UsageError } from '../core/errors.ts';
import type { Caretaker } from './caretaker.ts';

export interface ServiceProcessOptions {
  /** Module to run; it serves on the port given as its first argument and sends one message when it is ready. */
  readonly main: URL;
  readonly port: number;
  /** Further arguments of the module. */
  readonly args: readonly string[];
  readonly caretaker: Caretaker;
  /** Called each time that it serves again. */
  readonly onReady?: (answer: (message: object) => void) => void;
  /** Called with each message that it sends from then on. */
  readonly onMessage?: (message: unknown, answer: (message: object) => void) => void;
}

/** The process that serves user code to the server; it may crash at any time and is started again a moment later. */
export class ServiceProcess {
  readonly url: string;
  readonly #options: ServiceProcessOptions;
  readonly #tail: string[] = [];
  #process: ChildProcess | undefined;
  #closed = false;

  /** @throws {UsageError} with its last lines, when it ends before it is ready */
  static async start(options: ServiceProcessOptions): Promise<ServiceProcess> {
    const service = new ServiceProcess(options);
    try {
      await service.#launch();
    } catch (error) {
      await service.close();
      throw error;
    }
    return service;
  }

  private constructor(options: ServiceProcessOptions) {
    this.#options = options;
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Kills it without warning; it is started again a moment later. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  /** Sends it a message. */
  send(message: object): void {
    if (this.#process?.connected === true) this.#process.send(message, () => undefined);
  }

  async close(): Promise<void> {
    this.#closed = true;
    const running = this.#process;
    if (running === undefined || running.exitCode !== null || running.signalCode !== null) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  async #launch(): Promise<void> {
    const { main, port, args, caretaker, onMessage, onReady } = this.#options;
    const child = fork(main, [String(port), ...args], {
      // Ctrl-C is for us alone: the run that is under way comes to its end.
      detached: true,
      execArgv: [],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const { pid } = child;
    const ready = Promise.withResolvers<void>();
    this.#process = child;
    if (pid !== undefined) caretaker.watch(pid);
    child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#keep(text));
    child.once('exit', (code, signal) => {
      if (pid !== undefined) caretaker.forget(pid);
      if (!this.#closed) setTimeout(() => void this.#relaunch(), outageMs);
      const lines = this.#tail.length === 0 ? '' : ` Its last lines:\n${this.#tail.join('\n')}`;
      const reason = `The process that serves the services ended with ${String(code ?? signal)}.${lines}`;
      ready.reject(new UsageError('SERVICE_PROCESS_FAILED', reason));
    });
    child.once('message', () => {
      ready.resolve();
      const answer = (message: object): void => void (child.connected && child.send(message, () => undefined));
      child.on('message', (message) => onMessage?.(message, answer));
      onReady?.(answer);
    });
    await ready.promise;
  }

  async #relaunch(): Promise<void> {
    if (this.#closed) return;
    // A process that dies while it starts emits its exit event, and is started again.
    await this.#launch().catch(() => undefined);
  }

  #keep(text: string): void {
    this.#tail.push(...text.split('\n').filter((line) => line.trim() !== ''));
    this.#tail.splice(0, this.#tail.length - TAIL_LINES);
  }
}

/** Long enough to look at the world while the service is down. */
const outageMs = 400;
const TAIL_LINES = 8;
