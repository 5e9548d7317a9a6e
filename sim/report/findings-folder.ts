import { existsSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { makeFolder } from '../../reports/write.ts';
import { UsageError } from '../core/errors.ts';
import {
  findingName,
  findingText,
  MAX_BYTES,
  readFinding,
  type Finding,
  type FindingFile,
} from '../search/finding/finding.ts';
import { readTextFile, reasonOf, writeOwnFile } from './text-file.ts';
import { versions } from './versions.ts';

/** Where findings are saved. */
const FINDINGS = join('.sim', 'findings');

/** Where a finding is saved, whether or not it is yet. */
export function fileOf(finding: Finding): string {
  return join(FINDINGS, `${findingName(finding)}.json`);
}

/** Where the trace of an engine is saved, for a finding that the engines do not agree about. */
function traceFileOf(finding: Finding, engine: string): string {
  return join(FINDINGS, `${findingName(finding)}.${engine}.trace`);
}

/** @returns the files with the traces of a finding, by engine; none, where the engines agree */
export function traceFilesOf(finding: Finding): Readonly<Record<string, string>> {
  const engines = Object.keys(finding.confirmation?.traces ?? {});
  return Object.fromEntries(engines.map((engine) => [engine, traceFileOf(finding, engine)]));
}

/** Saves a finding, and both traces where the engines do not agree. @throws {UsageError} when the file cannot be written */
export function save(finding: Finding): void {
  try {
    makeFolder(FINDINGS);
    writeOwnFile(fileOf(finding), findingText(finding, versions()));
    for (const [engine, trace] of Object.entries(finding.confirmation?.traces ?? {})) {
      writeOwnFile(traceFileOf(finding, engine), trace);
    }
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError('WRITE_FAILED', `The finding cannot be saved as ${fileOf(finding)}: ${reasonOf(error)}.`);
  }
}

/**
 * Reads a finding.
 * @param name of a file with one finding, or FILE.jsonl:LINE for a line of a file that has one on each line
 * @throws {UsageError} in one sentence, when there is none
 */
export function load(name: string): FindingFile {
  const [, file, line] = /^(.+\.jsonl):(\d+)$/.exec(name) ?? [];
  if (file !== undefined) return readFinding(lineOf(textOf(file), Number(line), file), name);
  if (name.endsWith('.jsonl')) {
    const count = textOf(name).trim().split('\n').length;
    throw new UsageError(
      'FINDING_LINE_REQUIRED',
      `${name} has ${count} findings, one on each line; say which line, such as ${name}:1.`,
    );
  }
  return readFinding(textOf(name), name);
}

function lineOf(text: string, line: number, file: string): string {
  const lines = text.trim().split('\n');
  const found = lines[line - 1];
  if (found !== undefined) return found;
  throw new UsageError('FINDING_LINE_MISSING', `${file} has no line ${line}: it has ${lines.length}, from 1 on.`);
}

function textOf(file: string): string {
  return readTextFile(file, MAX_BYTES);
}

/** Moves a finding into a folder. @returns where it is now. @throws {UsageError} when there is such a file already */
export function promote(file: string, folder: string): string {
  const target = join(folder, basename(file));
  if (existsSync(target))
    throw new UsageError('PROMOTE_FAILED', `${file} cannot be moved to ${target}: there is a file with this name.`);
  try {
    makeFolder(folder);
    renameSync(file, target);
  } catch (error) {
    throw new UsageError('PROMOTE_FAILED', `${file} cannot be moved to ${target}: ${reasonOf(error)}.`);
  }
  return target;
}
