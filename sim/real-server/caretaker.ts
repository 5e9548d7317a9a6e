import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sibling } from './sibling.ts';

/**
 * Cleans up in every case: a small second process that ends what this one started, and removes its folders, as soon as the
 * channel between them closes by a normal exit, by Ctrl-C or by a crash.
 */
export class Caretaker {
  readonly #child: ChildProcess;

  /** @param folders that it owns from the start, so that no signal can come before it knows of them; they need not exist yet */
  constructor(folders: readonly string[] = []) {
    this.#child = fork(sibling('caretaker-main', import.meta.url), folders, { execArgv: [], stdio: 'ignore' });
    // It must not keep this process alive: it waits for its end.
    this.#child.unref();
    this.#child.channel?.unref();
  }

  /** From now on this process is ended when ours ends. */
  watch(pid: number): void {
    this.#child.send({ type: 'watch', pid } satisfies CaretakerMessage);
  }

  /** It has ended; the system may give its pid to another process. */
  forget(pid: number): void {
    this.#child.send({ type: 'forget', pid } satisfies CaretakerMessage);
  }

  /** From now on this folder is removed when our process ends. */
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
