import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { ROOT } from './imports.ts';

/** One finding of the linter. */
export interface Linted {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** Without the name of its plugin. */
  readonly rule: string;
}

/** The lint configuration of this repository. */
export const CONFIG: string = readFileSync(join(ROOT, '.oxlintrc.json'), 'utf8');

/** A folder of its own in which files are planted and linted as if they stood in this repository. */
export class Planted {
  readonly #folder = mkdtempSync(join(tmpdir(), 'lint-rules-'));

  constructor() {
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
    writeFileSync(join(this.#folder, 'tsconfig.json'), readFileSync(join(ROOT, 'tsconfig.json')));
  }

  plant(file: string, code: string): void {
    mkdirSync(dirname(join(this.#folder, file)), { recursive: true });
    writeFileSync(join(this.#folder, file), `${code}\n`);
  }

  /**
   * Lints everything that is planted.
   * @throws {Error} with the output of the linter, when it did not run
   */
  lint(config: string = CONFIG): readonly Linted[] {
    writeFileSync(join(this.#folder, '.oxlintrc.json'), config);
    const oxlint = join(ROOT, 'node_modules/oxlint/bin/oxlint');
    const { stdout, stderr } = spawnSync(process.execPath, [oxlint, '--format=unix'], {
      cwd: this.#folder,
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });
    if (!/\d+ problems?$/m.test(stdout) && stdout.trim() !== '')
      throw new Error(`oxlint did not run: ${stdout}${stderr}`);
    return stripVTControlCharacters(stdout)
      .split('\n')
      .flatMap((text) => {
        const [, file, line, rule] = /^(.*?):(\d+):\d+: .* \[\w+\/[\w-]+\(([\w-]+)\)\]$/.exec(text) ?? [];
        return file === undefined || rule === undefined ? [] : [{ file, line: Number(line), rule }];
      });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
