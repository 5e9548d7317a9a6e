import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AnyDefinition } from '../../../sim/simulation/scenario/scenario.ts';
import { FolderOfServices } from '../../faces/cli/folder-of-services.ts';
import type { Edit, EditedService } from './edited-service.ts';

/** Both versions of an edited service, as files that were loaded. */
export interface TwoFiles {
  readonly old: readonly AnyDefinition[];
  readonly next: readonly AnyDefinition[];
  /** Where a part of a line stands, as stories name it: the name of the file and the number of the line. */
  readonly oldLine: (part: string) => string;
  readonly nextLine: (part: string) => string;
}

/** A folder into which new versions are written. Remove it afterwards. */
export class EditedFiles {
  readonly #folder = new FolderOfServices('edited');
  #written = 0;

  /** @returns the path of the new version */
  write(service: EditedService, edit: Edit): string {
    const name = `${service.name.replaceAll(' ', '-')}-${++this.#written}.ts`;
    return this.writeText(name, editedText(service, edit));
  }

  /** @returns the path of the file */
  writeText(name: string, text: string): string {
    this.#folder.write(name, text);
    return join(this.#folder.path, name);
  }

  get path(): string {
    return this.#folder.path;
  }

  async load(service: EditedService, edit: Edit): Promise<TwoFiles> {
    const next = this.write(service, edit);
    return {
      old: await definitionsIn(service.file),
      next: await definitionsIn(pathToFileURL(next)),
      oldLine: (part) => lineWith(part, textOf(service), `${fileName(service.file)}`),
      nextLine: (part) => lineWith(part, readFileSync(next, 'utf8'), fileName(pathToFileURL(next))),
    };
  }

  remove(): void {
    this.#folder.remove();
  }
}

/** @throws {RangeError} where a text that is replaced is not there, or not just one time */
export function editedText(service: EditedService, edit: Edit): string {
  return edit.replace.reduce((text, [old, next]) => {
    const parts = text.split(old);
    if (parts.length !== 2) {
      throw new RangeError(`"${old}" occurs ${parts.length - 1} times in ${service.name} (${edit.name}).`);
    }
    return parts.join(next);
  }, textOf(service));
}

/** @returns the old version */
export function textOf({ file }: EditedService): string {
  return readFileSync(file, 'utf8');
}

async function definitionsIn(file: URL): Promise<readonly AnyDefinition[]> {
  const exported: Readonly<Record<string, AnyDefinition>> = await import(file.href);
  return Object.values(exported);
}

function lineWith(part: string, text: string, file: string): string {
  const lines = text.split('\n').flatMap((line, index) => (line.includes(part) ? [index + 1] : []));
  if (lines.length !== 1) throw new RangeError(`"${part}" is in ${lines.length} lines of ${file}.`);
  return `${file}:${lines[0]}`;
}

function fileName({ pathname }: URL): string {
  return pathname.slice(pathname.lastIndexOf('/') + 1);
}
