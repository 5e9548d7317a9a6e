import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Report } from './data/report.ts';
import { stableJson } from './html/escape.ts';
import { pageOf } from './html/page.ts';
import { loadViewer } from './html/viewer.ts';

/**
 * Writes a report as a page, and its data as a second file where the page cannot hold it.
 * @returns a warning for the user; undefined where there is none
 */
export async function writeReport(file: string, report: Report): Promise<string | undefined> {
  const page = pageOf(report, await loadViewer());
  makeFolder(dirname(file));
  writeFileSync(file, page.html);
  if (page.hasDataFile) writeFileSync(join(dirname(file), 'run.json.gz'), gzipSync(`${stableJson(report, 2)}\n`));
  return page.warning;
}

/** Makes a folder and those above it. Not by `recursive`, which never comes back where a folder refuses new ones. */
export function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  mkdirSync(folder);
}
