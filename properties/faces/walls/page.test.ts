/** Goal: `docs/ways-out.md` lists what the test of the walls tries. Method: the page is written again and compared. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { expect, it } from 'vitest';
import { PAGE, pageText } from './page.ts';
import { ROWS } from './rows.ts';

it('docs/ways-out.md is what `node properties/faces/walls/write.ts` writes', async () => {
  const filepath = fileURLToPath(PAGE);
  const text = await format(pageText(), { ...(await resolveConfig(filepath)), filepath });
  expect(readFileSync(filepath, 'utf8')).toBe(text);
});

it('names each way once', () => {
  const ways = ROWS.flatMap(([, rows]) => rows.map(({ way }) => way));
  expect(ways).toEqual([...new Set(ways)]);
  expect(ways.length).toBeGreaterThanOrEqual(102);
});
