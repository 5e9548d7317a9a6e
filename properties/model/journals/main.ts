import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { installAmbient } from '../../../sim/attempt/ambient.ts';
import { ENGINE_NAMES, loadEngine } from '../../../sim/attempt/engines.ts';
import { SimulationError, UsageError } from '../../../sim/core/errors.ts';
import { textOf } from '../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../sim/real-server/exchange.ts';
import { serveOnServer } from '../../harness/serve-on-server.ts';
import { conformanceServices } from '../conformance/services.ts';
import { handlerOf, NOTHING_OUTSIDE } from './handlers.ts';
import { entriesOf, JournalFileError, journalText, readJournal } from './journal-file.ts';
import { exported } from './programs.ts';
import { replayJournal } from './replay-journal.ts';

const USAGE = `npm run journals -- [FILE ...]    replays exported journals on the engines fake and sdk, row by row
npm run journals -- --export      runs the programs on a real server and writes their journals`;

const FOLDER = fileURLToPath(new URL('exported/', import.meta.url));

process.exitCode = await main().catch((error: unknown) => {
  if (!(error instanceof SimulationError || error instanceof JournalFileError)) throw error;
  console.error(`restate-sim: ${error.message}`);
  return 3;
});

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { export: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (values.export) return exportAll();
  installAmbient();
  const files = positionals.length > 0 ? positionals : readdirSync(FOLDER).map((name) => `${FOLDER}${name}`);
  let broken = 0;
  for (const file of files) {
    const journal = readJournal(textIn(file), file);
    for (const name of ENGINE_NAMES) {
      const problem = await replayJournal(await loadEngine(name), {
        invocation: journal.invocation,
        key: journal.target.key ?? '',
        handler: handlerOf(journal.target),
        journal: entriesOf(journal),
      });
      if (problem !== undefined) broken++;
      console.log(`${file.replace(FOLDER, '')}: ${journal.size} rows on ${name}: ${problem ?? 'the same'}`);
    }
  }
  return broken === 0 ? 0 : 1;
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split(',')[0] ?? '') : String(error);
    throw new UsageError('FILE_UNREADABLE', `${file} cannot be read: ${reason}.`);
  }
}

async function exportAll(): Promise<number> {
  await using room = await serveOnServer([...conformanceServices(NOTHING_OUTSIDE)], 'default');
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, target, ops } of exported) {
    const { service, handler: method, key } = target;
    const path = [service, ...(key === undefined ? [] : [key]), method].join('/');
    const reply = await exchange(`${room.ingressUrl}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(ops),
    });
    const invocation = reply.headers['x-restate-id'] ?? '';
    const rows = await room.admin.query(
      `SELECT index, entry_type, raw FROM sys_journal WHERE id = '${invocation}' ORDER BY index`,
    );
    const text = journalText({
      server: versionOf('@restatedev/restate-server'),
      invocation,
      target,
      rows: rows.map((row) => [textOf(row, 'entry_type'), textOf(row, 'raw')] as const),
    });
    writeFileSync(`${FOLDER}${name}.json`, text);
    console.log(`${name}: ${rows.length} rows`);
  }
  return 0;
}

function versionOf(name: string): string {
  const found = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return found.version;
}
