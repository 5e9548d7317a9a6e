import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack, project } from '../faces/package/pack.ts';
import type { Service } from './catalogue.ts';

/** Which of the twins: the one with the planted bug, or the fixed one. */
export type Twin = 'bug' | 'fixed';

const PACKAGES = [
  '@restatedev/restate-sdk@1.17.2',
  'vitest@5.1.2',
  'fast-check@4',
  '@types/node@24',
  'typescript@7.0.2',
];

/** Projects of users below one folder, in which the packed package is installed. */
export class Projects {
  readonly #folder = mkdtempSync(join(tmpdir(), 'restate-sim-newcomer-'));
  /** The folder of the installed project. */
  readonly root: string = join(this.#folder, 'installed');

  constructor() {
    project(this.root, pack(this.#folder), 'module', PACKAGES);
  }

  /** The program of an installed package. */
  program(...path: readonly string[]): string {
    return join(this.root, 'node_modules', ...path);
  }

  /**
   * Writes one of the twins of a service as a project of its own.
   * @returns its folder
   */
  write({ name, differs }: Service, twin: Twin): string {
    const folder = join(this.root, name, twin);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const sources = join(import.meta.dirname, 'services', name);
    for (const file of readdirSync(sources)) {
      if (/\.(bug|fixed)\.\w+$/.test(file)) continue;
      cpSync(join(sources, file), join(folder, file), { recursive: true });
    }
    cpSync(join(sources, `${differs}.${twin}.ts`), join(folder, `${differs}.ts`));
    const about = join(folder, 'package.json');
    if (!existsSync(about)) writeFileSync(about, '{ "type": "module" }');
    return folder;
  }

  /** Deletes everything. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
