import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { besides } from './besides.ts';

/**
 * Cleans up whatever happens to us: a small process beside ours that ends what we started and removes our folders as
 * soon as the channel to us closes, be it by a normal exit, by Ctrl-C or by a crash.
 */
export class Caretaker {
  readonly #child: ChildProcess;

  constructor() {
    this.#child = fork(besides('caretaker-main', import.meta.url), { execArgv: [], stdio: 'ignore' });
    // It shall not keep us alive: our end is what it waits for.
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** From now on this process is ended with us. */
  watch(pid: number): void {
    this.#child.send({ type: 'watch', pid } satisfies CaretakerMessage);
  }

  /** It has ended; its pid may soon belong to somebody else. */
  forget(pid: number): void {
    this.#child.send({ type: 'forget', pid } satisfies CaretakerMessage);
  }

  /** From now on this folder is removed with us. */
  owns(folder: string): void {
    this.#child.send({ type: 'folder', folder } satisfies CaretakerMessage);
  }

  /** Cleans up now, and resolves when it is done. */
  async close(): Promise<void> {
    const gone = once(this.#child, 'exit');
    this.#child.ref();
    this.#child.disconnect();
    await gone;
  }
}

export type CaretakerMessage =
  { readonly type: 'watch' | 'forget'; readonly pid: number } | { readonly type: 'folder'; readonly folder: string };
