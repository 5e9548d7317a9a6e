import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../../..', import.meta.url));
/** The command. */
export const BIN: string = join(ROOT, 'sim', 'cli', 'bin.ts');

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** A folder of somebody else's, in which the SDK is installed. */
export class FolderOfServices {
  readonly path: string;

  /** @param name of the folder, which may be as awkward as somebody's own */
  constructor(name = 'services') {
    this.path = join(mkdtempSync(join(tmpdir(), 'restate-sim-newcomers-')), name);
    mkdirSync(join(this.path, 'node_modules'), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', '@restatedev'), join(this.path, 'node_modules', '@restatedev'), 'junction');
    symlinkSync(join(ROOT, 'node_modules', 'zod'), join(this.path, 'node_modules', 'zod'), 'junction');
    this.write('package.json', '{ "type": "module" }');
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.path, name), text);
  }

  /** Runs `restate-sim` in the folder. */
  command(...args: readonly string[]): Ended {
    return this.node(BIN, ...args);
  }

  /** Runs Node in the folder. */
  node(...args: readonly string[]): Ended {
    const { status, stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: this.path,
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
      // One that hangs has no status.
      timeout: 60_000,
    });
    return { status, out: stdout, error: stderr.trim() };
  }

  remove(): void {
    rmSync(join(this.path, '..'), { recursive: true, force: true });
  }
}
