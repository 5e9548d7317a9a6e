import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

/** Every file that loading `entry` loads, found by following its static imports and exports; type imports load nothing. */
function loadedBy(entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const open = [new URL(entry, import.meta.url)];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    const file = fileURLToPath(url);
    // Not a file: an import in the text of a template.
    if (loaded.has(file) || !existsSync(file)) continue;
    loaded.add(file);
    const source = readFileSync(file, 'utf8');
    for (const [, path = ''] of source.matchAll(/^(?:import|export)(?! type)\b[^;]*?'(\.[^']*\.ts)';/gms))
      open.push(new URL(path, url));
  }
  return loaded;
}

it.each(['./index.ts', '../vitest/index.ts', '../test-environment/restate-test-environment.ts', '../index.ts'])(
  'the library entry %s loads nothing of the command line',
  (entry) => {
    const loaded = loadedBy(entry);
    expect(loaded.size).toBeGreaterThan(5);
    expect([...loaded].filter((file) => /[\\/]sim[\\/]cli[\\/]/.test(file))).toEqual([]);
  },
);
