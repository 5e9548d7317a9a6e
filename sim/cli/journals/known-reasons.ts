import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../core/errors.ts';
import type { HandlerVerdicts, VerdictGroup } from '../../exported/verdict-groups.ts';
import { readJsonFile } from '../../report/text-file.ts';
import { misfit, type Schema } from '../../search/plan/schema.ts';
import { isFolder } from '../replay-folder.ts';

/** What the reasons come to that are not known. */
export interface JudgedReasons {
  /** 0 all go on, or do not for known reasons; 1 some do not; 2 some are unknown, or there are no journals. */
  readonly status: 0 | 1 | 2;
  readonly known: ReadonlySet<string>;
  /** Known reasons that no journal has any more. */
  readonly stale: readonly string[];
}

const SCHEMA: Schema = { type: 'array', items: { type: 'string' } };

/**
 * The reasons for which journals were seen not to go on, kept next to them as a snapshot is: those do not count, and new ones do.
 */
export class KnownReasons {
  readonly #file: string;
  #names: readonly string[];

  private constructor(file: string, names: readonly string[]) {
    this.#file = file;
    this.#names = names;
  }

  /**
   * @param journals a file of journals, or a folder
   * @throws {UsageError} when the file of known reasons is none
   */
  static of(journals: string): KnownReasons {
    const file = isFolder(journals) ? join(journals, 'known.json') : `${journals.replace(/\.jsonl$/, '')}.known.json`;
    if (!existsSync(file)) return new KnownReasons(file, []);
    const data = readJsonFile(file, 'INVALID_JOURNALS');
    const problem = misfit(data, SCHEMA, file);
    if (problem !== undefined) {
      throw new UsageError('INVALID_JOURNALS', `${problem}; it is a list of reasons, which --update writes.`);
    }
    return new KnownReasons(file, data as readonly string[]);
  }

  /** Takes what there is now for known. */
  write(handlers: readonly HandlerVerdicts[]): void {
    this.#names = groupsOf(handlers).map(({ name }) => name);
    writeFileSync(this.#file, `${JSON.stringify(this.#names, undefined, 2)}\n`);
  }

  judge(handlers: readonly HandlerVerdicts[]): JudgedReasons {
    const known = new Set(this.#names);
    const groups = groupsOf(handlers);
    const fresh = groups.filter(({ name }) => !known.has(name));
    const found = new Set(groups.map(({ name }) => name));
    const isBroken = fresh.some(({ verdict }) => verdict.kind !== 'unknown');
    const isOpen = fresh.length > 0 || handlers.length === 0;
    return { status: isBroken ? 1 : isOpen ? 2 : 0, known, stale: this.#names.filter((name) => !found.has(name)) };
  }
}

function groupsOf(handlers: readonly HandlerVerdicts[]): readonly VerdictGroup[] {
  return handlers.flatMap(({ groups }) => groups);
}
