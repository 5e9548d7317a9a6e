/** Goal: a file of journals is read as it was written, or refused in one sentence. Method: files that are cut off and changed. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { UsageError } from '../core/errors.ts';
import type { ExportedJournal, JournalsHeader } from './exported-journal.ts';
import { readJournals } from './read-journals.ts';
import { APPROVAL, ORDER } from './testing/recorded.ts';
import { JournalsWriter } from './write-journals.ts';

const folder = mkdtempSync(join(tmpdir(), 'restate-sim-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'journals.jsonl');
const about = { server: '1.7.12', redacted: 'nothing', uniqueSeeds: false } as const;

function written(journals: readonly ExportedJournal[]): string {
  const writer = new JournalsWriter(file, about);
  for (const journal of journals) writer.write(journal);
  writer.close();
  return readFileSync(file, 'utf8');
}

async function read(
  text: string | Uint8Array,
): Promise<{ header: JournalsHeader | undefined; all: ExportedJournal[] }> {
  writeFileSync(file, text);
  let header: JournalsHeader | undefined;
  const all: ExportedJournal[] = [];
  for await (const journal of readJournals(file, (found) => (header = found))) all.push(journal);
  return { header, all };
}

const whole = written([ORDER, APPROVAL]);

describe('a file of journals', () => {
  it('is read as it was written', async () => {
    const { header, all } = await read(whole);
    expect(header).toEqual({ format: 'restate journals', version: 1, ...about });
    expect(all).toEqual([ORDER, APPROVAL]);
  });

  it('may have lines that are longer than what is read at once', async () => {
    const long = { ...ORDER, rows: [...ORDER.rows, ['Notification: Run', 1, 'ab'.repeat(1_500_000)] as const] };
    expect((await read(written([long, APPROVAL]))).all).toEqual([long, APPROVAL]);
  });

  it.each([
    ['empty', '', 'is empty: it is no file of journals'],
    ['something else', '{"a":1}\n', 'its first line lacks "format": "restate journals"'],
    ['of another version', whole.replace('"version":1', '"version":2'), 'has version 2 of the format, and this'],
    ['with another count', whole.replace('{"journals":2}', '{"journals":3}'), 'has 2 journals and says that it has 3'],
    ['without its last line', whole.replace('{"journals":2}\n', ''), 'was cut off after 2 journals'],
    ['with more behind it', `${whole}{}\n`, 'goes on after its last line (line 5)'],
    ['with a row less', whole.replace('"size":11', '"size":12'), 'Line 2 of'],
    ['with an odd row', whole.replace('["Command: Input",', '["Input",'), 'must be a type, a time and a message'],
    ['with an odd id', whole.replace('inv_1', 'inv_2'), 'invocation must look like'],
    ['with an odd redaction', whole.replace('"nothing"', '{"a":1}'), 'redacted must be nothing, all or a list'],
  ])('that is %s is refused', async (_, text, sentence) => {
    await expect(read(text)).rejects.toThrow(sentence);
  });

  it('that is cut off or changed anywhere is refused in one sentence, or is whole', async () => {
    const bytes = Buffer.from(whole);
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      to: fc.constantFrom(0, 34, 44, 48, 91, 123, 125, 255),
      cuts: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to, cuts }) => {
        const changed = cuts ? bytes.subarray(0, at) : Buffer.from(bytes).fill(to, at, at + 1);
        const error = await read(changed).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (error === undefined) return;
        expect(error).toBeInstanceOf(UsageError);
        expect(error).toMatchObject({
          code: 'INVALID_JOURNALS',
          message: expect.stringMatching(/^[^\n]+\.$/) as string,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('that is not there, or a folder, is refused', async () => {
    const reading = async (name: string): Promise<void> => {
      for await (const _ of readJournals(name));
    };
    await expect(reading(join(folder, 'nope'))).rejects.toThrow('there is no such file');
    await expect(reading(folder)).rejects.toThrow('it is a folder');
  });
});
