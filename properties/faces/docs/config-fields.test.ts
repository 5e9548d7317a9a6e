/** Goal: the documentation names every field of a config. Method: its table is compared with what a config may have. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CONFIG_FIELDS } from '../../../sim/cli/config/check-config.ts';
import { ROOT } from '../../harness/command.ts';

it('docs/command-line.md lists the fields of a config, and no others', () => {
  const page = readFileSync(join(ROOT, 'docs', 'command-line.md'), 'utf8');
  const [, table = ''] = /^\| field .*\n\|[- |]+\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const names = table.split('\n').flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)]);
  expect(new Set(names.map(([, name]) => name))).toEqual(new Set(CONFIG_FIELDS));
});
