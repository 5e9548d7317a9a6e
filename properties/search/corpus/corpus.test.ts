/**
 * Goal: what was fixed stays fixed. Method: every finding that was moved here with `npm run sim -- promote FILE` is
 * replayed on the code as it is.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ALL, SAFE_UPGRADES } from '../../../scenarios/everything.ts';
import { faultsOf } from '../../../sim/search/record/fault.ts';
import { readFinding } from '../../../sim/search/finding/finding.ts';
import { replay } from '../../../sim/search/finding/replay.ts';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));

describe('the corpus', () => {
  it.each(files)('%s does not break any more', async (name) => {
    const finding = readFinding(readFileSync(`${FOLDER}/${name}`, 'utf8'), name);
    const { result } = await replay([...ALL, ...SAFE_UPGRADES], finding);
    expect(faultsOf(result).map(({ message }) => message)).toEqual([]);
    expect(result.verdict).toBe('held');
  });
});
