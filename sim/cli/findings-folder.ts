import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { UsageError } from '../core/errors.ts';
import {
  findingName,
  findingText,
  MOST_BYTES,
  readFinding,
  type Finding,
  type FindingFile,
} from '../search/finding.ts';
import { versions } from './versions.ts';

/** Where findings are saved. */
const FINDINGS = join('.sim', 'findings');

/** Where findings live that `npm test` replays. */
export const CORPUS: string = join('properties', 'corpus');

/** Where a finding is saved, whether or not it is yet. */
export function fileOf(finding: Finding): string {
  return join(FINDINGS, `${findingName(finding)}.json`);
}

/** Saves a finding. @throws {UsageError} when the file cannot be written */
export function save(finding: Finding): void {
  try {
    mkdirSync(FINDINGS, { recursive: true });
    writeFileSync(fileOf(finding), findingText(finding, versions()));
  } catch (error) {
    throw new UsageError('CANNOT_SAVE', `The finding cannot be saved as ${fileOf(finding)}: ${reason(error)}.`);
  }
}

/** Reads a finding. @throws {UsageError} in one sentence, when there is none */
export function load(file: string): FindingFile {
  let text: string;
  try {
    // A size that no finding has is refused before it is read.
    text = statSync(file).size > MOST_BYTES ? ' '.repeat(MOST_BYTES + 1) : readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError('NO_FILE', `${file} cannot be read: ${reason(error)}.`);
  }
  return readFinding(text, file);
}

/** Moves a finding into the corpus. @returns where it is now */
export function promote(file: string): string {
  const target = join(CORPUS, basename(file));
  try {
    mkdirSync(CORPUS, { recursive: true });
    renameSync(file, target);
  } catch (error) {
    throw new UsageError('CANNOT_PROMOTE', `${file} cannot be moved to ${target}: ${reason(error)}.`);
  }
  return target;
}

function reason(error: unknown): string {
  return error instanceof Error ? (error.message.split(',')[0] ?? error.message) : String(error);
}
