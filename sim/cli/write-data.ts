import { writeFileSync } from 'node:fs';
import { writing } from '../report/writing.ts';
import { json, jsonText } from '../trace/json.ts';
import { ownStdout } from './own-stdout.ts';

/**
 * Writes a result as JSON.
 * @param file `-` is standard output
 * @throws {UsageError} in one sentence, when the file cannot be written
 */
export async function writeData(file: string, data: object): Promise<void> {
  const text = json.markup`${jsonText(data, 2)}\n`;
  if (file === '-') ownStdout().write(text);
  else await writing(file, () => writeFileSync(file, text));
}
