import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestOrder, TestOutcome } from './tests-main.ts';

/** How a run of tests ended: all passed, the first that failed, or in no time. */
export type Ended =
  | { readonly type: 'ended'; readonly outcome: TestOutcome }
  /** The limit was reached, as by an endless loop. */
  | { readonly type: 'timeout' }
  /** The process ended, as after running out of memory. */
  | { readonly type: 'crash' };

const START_MS = 120_000;

/** Runs test files in one process that stays loaded; a new one only after a timeout or a crash. */
export class WarmTests {
  readonly #root: string;
  #child: ChildProcess | undefined;

  /** @param root the checkout whose tests run */
  constructor(root: string) {
    this.#root = root;
  }

  async run(files: readonly string[], limitMs: number): Promise<Ended> {
    const child = this.#child ?? (await this.#start());
    const order: TestOrder = { files };
    child.send(order);
    const message = await next(child, limitMs);
    if (message === 'timeout' || message === 'crash') {
      this.close();
      return { type: message };
    }
    return { type: 'ended', outcome: message as TestOutcome };
  }

  close(): void {
    const { pid } = this.#child ?? {};
    this.#child = undefined;
    // With everything that its tests have started.
    if (pid !== undefined) kill(-pid);
  }

  async #start(): Promise<ChildProcess> {
    const child = fork(fileURLToPath(new URL('tests-main.ts', import.meta.url)), [], {
      cwd: this.#root,
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: ['--max-old-space-size=3000'],
      env: { ...process.env, NO_COLOR: '1', VITEST: undefined },
    });
    this.#child = child;
    const first = await next(child, START_MS);
    if (first !== 'ready') throw new Error(`The process that runs the tests did not start (${String(first)}).`);
    return child;
  }
}

async function next(child: ChildProcess, limitMs: number): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const onCrash = (): void => resolve('crash');
  const timer = setTimeout(() => resolve('timeout'), limitMs);
  child.once('message', resolve).once('exit', onCrash);
  const message = await promise;
  clearTimeout(timer);
  child.off('message', resolve).off('exit', onCrash);
  return message;
}

function kill(group: number): void {
  try {
    process.kill(group, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
