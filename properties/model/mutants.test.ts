import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ALL } from '../../scenarios/index.ts';
import { cases } from '../conformance/cases.ts';
import { breaks, finds, type Play } from './catch.ts';
import type { CaughtTable } from './caught.ts';
import { mutants } from './mutants.ts';

/** Stands in every comparison, so that it is read where one fails. */
const otherwise = 'write caught.json anew with: npm run mutants -- --accept';
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

  it('says of each by what it is caught', () => {
    expect(rows.filter(({ caught }) => Object.keys(caught).length === 0).map(({ name }) => name)).toEqual([]);
  });
});

describe('a conformance case notices that', { timeout: 60_000 }, () => {
  const noticed = rows.flatMap(({ name, mutant, caught }) =>
    PLAYS.flatMap((play) => {
      // The first two will do: they are there for the rule, the others only come across it.
      const numbers = (caught[play] ?? []).slice(0, 2);
      return numbers.map((number) => ({ name, mutant, play, number }));
    }),
  );

  it.each(noticed)('$name ($number, $play)', async ({ mutant, play, number }) => {
    const test = cases.find((one) => one.number === number);
    const broken = test !== undefined && (await breaks(test, play, mutant, SEARCHED));
    expect({ broken, otherwise }).toEqual({ broken: true, otherwise });
  });
});

describe('a campaign notices that', { timeout: 60_000 }, () => {
  const noticed = rows.flatMap(({ name, mutant, caught: { campaign } }) =>
    campaign === undefined ? [] : [{ name, mutant, scenario: campaign.scenario }],
  );

  it.each(noticed)('$name ($scenario)', async ({ mutant, scenario }) => {
    const played = ALL.find(({ name }) => name === scenario);
    const found = played !== undefined && (await finds(played, mutant)) !== undefined;
    expect({ found, otherwise }).toEqual({ found: true, otherwise });
  });
});
