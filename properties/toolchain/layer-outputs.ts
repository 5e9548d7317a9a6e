import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { ROOT } from './imports.ts';
import { layersPage, lintOverrides, picture, roomsTable } from './layer-files.ts';
import { LAYERS } from './layers.ts';

/** The files that `npm run layers` writes, as the formatter leaves them. */
export async function layerFiles(): Promise<readonly { readonly file: string; readonly text: string }[]> {
  const rules = lintOverrides(LAYERS).map((override) => `${JSON.stringify(override)},`);
  const drawing = `${picture(LAYERS)}\n\n${roomsTable(LAYERS)}`;
  return Promise.all([
    formatted(
      '.oxlintrc.json',
      between('.oxlintrc.json', '// layers: ', '// end of layers', rules.join('\n')),
      'preserve',
    ),
    formatted(
      'ARCHITECTURE.md',
      between('ARCHITECTURE.md', '<!-- layers: ', '<!-- end of layers -->', `\n${drawing}\n`),
      'preserve',
    ),
    formatted('docs/internals/layers.md', layersPage(LAYERS), 'always'),
  ]);
}

/** The file with the lines between its two marks replaced. */
function between(file: string, begin: string, end: string, text: string): string {
  const lines = readFileSync(join(ROOT, file), 'utf8').split('\n');
  const first = lines.findIndex((line) => line.trim().startsWith(begin));
  const last = lines.findIndex((line) => line.trim() === end);
  if (first === -1 || last < first) throw new Error(`${file} has lost its marks "${begin}" and "${end}"`);
  return [...lines.slice(0, first + 1), text, ...lines.slice(last)].join('\n');
}

async function formatted(
  file: string,
  text: string,
  proseWrap: 'always' | 'preserve',
): Promise<{ file: string; text: string }> {
  const filepath = join(ROOT, file);
  return { file, text: await format(text, { ...(await resolveConfig(filepath)), filepath, proseWrap }) };
}
