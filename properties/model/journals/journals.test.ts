/**
 * Journals that a real server has kept are what both engines would have written: replayed from each row on, handlers go on
 * as they did there. And what is not so is noticed: code that has changed, rows that are missing, files that are none.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { node, type Ended } from '../../harness/command.ts';
import { installAmbient, uninstallAmbient } from '../../../sim/attempt/ambient.ts';
import { ENGINE_NAMES, loadEngine, type EngineName } from '../../../sim/attempt/engines.ts';
import type { JournalEntry } from '../../../sim/journal/entry.ts';
import { handlerOf } from './handlers.ts';
import { entriesOf, journalText, readJournal, type JournalFile } from './journal-file.ts';
import { exported } from './programs.ts';
import { replayJournal } from './replay-journal.ts';
import { encodeUtf8 } from '../../../sim/core/utf8.ts';

const FOLDER = new URL('exported/', import.meta.url);

function stored(name: string): JournalFile {
  return readJournal(readFileSync(new URL(name, FOLDER), 'utf8'), name);
}

async function replayed(
  engine: EngineName,
  file: JournalFile,
  change: (journal: readonly JournalEntry[]) => readonly JournalEntry[] = (journal) => journal,
): Promise<string | undefined> {
  const { invocation, target } = file;
  const journal = change(entriesOf(file));
  return replayJournal(await loadEngine(engine), {
    invocation,
    key: target.key ?? '',
    handler: handlerOf(target),
    journal,
  });
}

beforeAll(() => installAmbient());
afterAll(() => uninstallAmbient());

describe.each(ENGINE_NAMES)('an exported journal on %s', (engine) => {
  it.each(readdirSync(FOLDER))('is replayed row by row: %s', async (name) => {
    expect(await replayed(engine, stored(name))).toBeUndefined();
  });

  // Their rows hold what follows from the bytes of the id: the id of an awakeable, and draws of `ctx.rand`.
  it.each(['resolves.json', 'rejects.json', 'random.json', 'random-workflow.json'])(
    'is another one when the invocation has another id: %s',
    async (name) => {
      const other = { ...stored(name), invocation: stored('runs.json').invocation };
      expect(await replayed(engine, other)).toMatch(/with 1 rows known: row \d+: the journal holds /);
    },
  );

  it('is another one when a command differs', async () => {
    const other = await replayed(engine, stored('runs.json'), (journal) =>
      journal.map((row) =>
        row.kind === 'command' && row.command.type === 'Run' && row.command.name === 'b'
          ? { ...row, command: { ...row.command, name: 'c' } }
          : row,
      ),
    );
    expect(other).toContain('the journal holds {"completion":2,"name":"c","type":"Run"}');
  });

  it('is another one when a result differs', async () => {
    const other = await replayed(engine, stored('runs.json'), (journal) =>
      journal.map((row) =>
        row.kind === 'notification' && row.notification.type === 'completion' && row.notification.completion === 1
          ? { ...row, notification: { ...row.notification, result: { ok: encodeUtf8('2') } } }
          : row,
      ),
    );
    expect(other).toContain('the closure came to');
  });

  it('is another one when its last row is missing', async () => {
    const other = await replayed(engine, stored('runs.json'), (journal) => journal.filter((_, place) => place !== 5));
    expect(other).toMatch(/row \d+: /);
  });
});

it('there is one of each program', () => {
  expect(
    readdirSync(FOLDER)
      .map((name) => name.replace('.json', ''))
      .toSorted(),
  ).toEqual(exported.map(({ name }) => name).toSorted());
});

describe('npm run journals', () => {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const runs = journalText(stored('runs.json'));
  const run = (text: string): Ended => {
    const file = join(folder, 'journal.json');
    writeFileSync(file, text);
    return node([join(import.meta.dirname, 'main.ts'), file]);
  };

  it('takes a file that was exported', () => {
    expect(run(runs).status).toBe(0);
  });

  it.each([
    ['that was cut off', runs.slice(0, -40), 'is not complete JSON: it was cut off or damaged'],
    ['that lacks rows', runs.replace('"size": 8', '"size": 9'), 'has 8 rows and says that it has 9: it was cut off'],
    [
      'of another version',
      runs.replace('"version": 1', '"version": 7'),
      'has format version 7; this restate-sim reads 1',
    ],
    ['that is none', '{}', 'is no exported journal'],
    [
      'with an entry of another protocol',
      runs.replace('Command: Sleep', 'Command: Dream'),
      'of the type "Command: Dream"',
    ],
    ['of a service that is not there', runs.replace('"S"', '"Gone"'), 'The journal is of Gone/exec'],
  ])('refuses a file %s in one sentence', (_what, text, sentence) => {
    const { status, error } = run(text);
    expect(
      error
        .split('\n')
        .filter((line) => line.startsWith('restate-sim: '))
        .join(),
    ).toContain(sentence);
    expect(error).not.toContain('    at ');
    expect(status).toBe(3);
  });
});
