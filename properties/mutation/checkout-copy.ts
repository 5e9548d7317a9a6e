import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A copy of the checkout, with what is not committed. Mutants are written there and never into the user's own files. */
export class CheckoutCopy implements Disposable {
  readonly root: string;
  readonly #remove: () => void;

  constructor(original: string) {
    this.root = realpathSync(mkdtempSync(join(tmpdir(), 'restate-sim-mutants-')));
    const { root } = this;
    const remove = (): void => rmSync(root, { recursive: true, force: true });
    this.#remove = remove;
    // Also when a signal ends the process.
    process.once('exit', remove);
    for (const file of filesOf(original)) {
      mkdirSync(dirname(join(this.root, file)), { recursive: true });
      cpSync(join(original, file), join(this.root, file), { verbatimSymlinks: true });
    }
    symlinkSync(realpathSync(join(original, 'node_modules')), join(this.root, 'node_modules'), 'junction');
  }

  [Symbol.dispose](): void {
    process.off('exit', this.#remove);
    this.#remove();
  }
}

/** @returns what git knows and what it would add, without what has been deleted */
function filesOf(original: string): readonly string[] {
  const listed = (...options: string[]): string[] =>
    execFileSync('git', ['ls-files', '-z', ...options], { cwd: original, encoding: 'utf8', maxBuffer: 2 ** 26 })
      .split('\0')
      .filter((file) => file !== '');
  const deleted = new Set(listed('--deleted'));
  return listed('--cached', '--others', '--exclude-standard').filter((file) => !deleted.has(file));
}
