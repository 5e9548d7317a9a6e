import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

/** Writes a generated file as the formatter would leave it, so that `npm run format` has nothing to say. */
export async function writeFormatted(file: URL, text: string): Promise<void> {
  const filepath = fileURLToPath(file);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
