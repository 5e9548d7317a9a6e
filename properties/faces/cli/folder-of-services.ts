import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BIN, node, ROOT, type Ended } from '../../harness/command.ts';

/** A user's folder, in which the SDK is installed. Make one per test file, and remove it afterwards. */
export class FolderOfServices {
  readonly path: string;
  /** Made by `mkdtemp`; the folder itself or the one that holds it. */
  readonly #temporary: string;

  /** @param name of the folder, which may contain characters that a shell or a URL treats specially */
  constructor(name = 'services') {
    this.#temporary = mkdtempSync(join(tmpdir(), 'restate-sim-services-'));
    this.path = join(this.#temporary, name);
    mkdirSync(join(this.path, 'node_modules'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', '@restatedev'), join(this.path, 'node_modules', '@restatedev'), 'junction');
    symlinkSync(join(ROOT, 'node_modules', 'zod'), join(this.path, 'node_modules', 'zod'), 'junction');
    this.write('package.json', '{ "type": "module" }');
  }

  /** Writes a file, and the folders that lead to it. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.path, name)), { recursive: true });
    writeFileSync(join(this.path, name), text);
  }

  read(name: string): string {
    return readFileSync(join(this.path, name), 'utf8');
  }

  /** Runs `restate-sim` in the folder. */
  command(...args: readonly string[]): Ended {
    return this.node(BIN, ...args);
  }

  /** Runs Node in the folder. A process that hangs is killed, and then has no status. */
  node(...args: readonly string[]): Ended {
    const { status, out, error } = node(args, { cwd: this.path, timeoutMs: 60_000 });
    return { status, out, error: error.trim() };
  }

  remove(): void {
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}
