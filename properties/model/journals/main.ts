import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { textOf } from '../../../sim/real-server/admin-api.ts';
import { exchange } from '../../../sim/real-server/exchange.ts';
import { serveOnServer } from '../../harness/serve-on-server.ts';
import { writeFormatted } from '../../harness/write-formatted.ts';
import { conformanceServices } from '../conformance/services.ts';
import { NOTHING_OUTSIDE } from './handlers.ts';
import { journalText } from './journal-file.ts';
import { exported } from './programs.ts';
import { FOLDER, replayFiles } from './replay-files.ts';

const USAGE = `npm run journals -- [FILE ...]    replays exported journals on the engines fake and sdk, row by row
npm run journals -- --export [NAME ...]
                                  runs the programs on a real server and writes their journals; no name: all of them`;

process.exitCode = await main();

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { export: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  return values.export ? exportPrograms(positionals) : replayFiles(positionals);
}

async function exportPrograms(names: readonly string[]): Promise<number> {
  await using room = await serveOnServer([...conformanceServices(NOTHING_OUTSIDE)], 'default');
  mkdirSync(FOLDER, { recursive: true });
  for (const { name, target, ops } of exported) {
    if (names.length > 0 && !names.includes(name)) continue;
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
    await writeFormatted(pathToFileURL(`${FOLDER}${name}.json`), text);
    console.log(`${name}: ${rows.length} rows`);
  }
  return 0;
}

function versionOf(name: string): string {
  const found = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return found.version;
}
