import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL } from '../../../scenarios/index.ts';
import { cases as allCases } from '../conformance/cases.ts';
import { casesOn } from '../conformance/versions.ts';
import { depth } from '../../harness/depth.ts';
import { breaks, finds, type Play } from './catch.ts';
import type { CaughtTable } from './caught.ts';
import { hardlyMeasured, unseen } from './goal.ts';
import { mutants } from './mutants.ts';
import { withTable } from './readme.ts';

const cases = casesOn('1.7', allCases);

/** Stands in every comparison, so that it is read where one fails. */
const otherwise = 'write caught.json again with: npm run mutants -- --seeds 100 --accept';
const table = JSON.parse(readFileSync(new URL('caught.json', import.meta.url), 'utf8')) as CaughtTable;
const rows = [...mutants].map(([name, mutant]) => ({ name, mutant, caught: table[name] ?? {} }));
/** What did not show in the many orders that the table has tried does not show in these, which are among them. */
const SEARCHED = 1_000;
const PLAYS: readonly Play[] = ['plain', 'suspended', 'orders'];

// The goal: the suite would notice a model that is wrong. The method: each rule is broken once, and what caught it when
// the table was written must still catch it. The table itself shows that nothing escapes.
describe('the table of broken models', () => {
  it('has a row for each mutant and no other', () => {
    expect({ rows: Object.keys(table).toSorted(), otherwise }).toEqual({
      rows: [...mutants.keys()].toSorted(),
      otherwise,
    });
  });

  it('says of each by which cases it is caught', () => {
    const caught = rows.filter(({ caught: { plain, suspended, orders } }) => plain ?? suspended ?? orders);
    expect(caught.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
  });

  it('says that the default campaign sees each of them with 95 of 100 seeds', () => {
    expect({ unseen: unseen(table), otherwise }).toEqual({ unseen: [], otherwise });
    expect({ hardlyMeasured: hardlyMeasured(table), otherwise }).toEqual({ hardlyMeasured: [], otherwise });
  });

  it('reports one that is seen too seldom, or was searched with too few seeds', () => {
    const row = rows.find(({ caught }) => caught.campaign?.seeds === 100);
    const campaign = row?.caught.campaign;
    if (row === undefined || campaign === undefined) throw new Error('There is no row.');
    expect(unseen({ [row.name]: { campaign: { ...campaign, seen: 94 } } })).toHaveLength(1);
    expect(unseen({ [row.name]: {} })).toHaveLength(1);
    expect(hardlyMeasured({ [row.name]: { campaign: { ...campaign, seeds: 50, seen: 50 } } })).toEqual([row.name]);
  });

  it('stands in the README', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    expect(squeezed(withTable(readme, table))).toBe(squeezed(readme));
  });
});

describe('a conformance case notices that', () => {
  const noticed = rows.flatMap(({ name, mutant, caught }) =>
    PLAYS.flatMap((play) => {
      // The first two are there for the rule, the others only come across it.
      const numbers = (caught[play] ?? []).slice(0, depth({ slice: 1, deep: 2 }));
      return numbers.map((number) => ({ name, mutant, play, number }));
    }),
  );

  it.each(noticed)('$name ($number, $play)', async ({ mutant, play, number }) => {
    const test = cases.find((one) => one.number === number);
    const broken = test !== undefined && (await breaks(test, play, mutant, SEARCHED));
    expect({ broken, otherwise }).toEqual({ broken: true, otherwise });
  });
});

describe('a campaign notices that', () => {
  const noticed = rows.flatMap(({ name, mutant, caught: { campaign } }) => {
    if (campaign === undefined) return [];
    const { scenario, seeds, missed } = campaign;
    const seed = Array.from({ length: seeds }, (_, index) => index + 1).find((one) => !missed.includes(one)) ?? 1;
    return [{ name, mutant, scenario, seed }];
  });

  // A conformance case notices each of them, too; the long suite has a campaign for each.
  const some = depth({ slice: noticed.filter((_, place) => place % 4 === 0), deep: noticed });
  it.each(some)('$name ($scenario, seed $seed)', async ({ mutant, scenario, seed }) => {
    const played = ALL.find(({ name }) => name === scenario);
    const found = played !== undefined && (await finds(played, mutant, seed)) !== undefined;
    expect({ found, otherwise }).toEqual({ found: true, otherwise });
  });

  it('and finds nothing in the model as it is', async () => {
    for (const scenario of ALL.filter(({ name }) => name.startsWith('what ')))
      expect(await finds(scenario, () => undefined, 1)).toBe(undefined);
  });
});

/** The formatter widens the columns of tables. */
function squeezed(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '--');
}
