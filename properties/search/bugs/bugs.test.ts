/**
 * Goal: the search finds every bug and reports no twin. Method: a part of `npm run bench:bugs`: each bug once (in `npm test` a third of them) by the default
 * strategy, each twin for some runs. The broken invariant must be the declared one.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { BUGS } from './catalogue.ts';
import { figuresBy, GOALS, shortfalls } from './goals.ts';
import { hunt, OURS } from './hunt.ts';
import { withTables, type Measured } from './readme.ts';

/** How often each twin was run for the figures. */
const MIN_TWIN_RUNS = 20_000;
/** Far more than the goal, so that a run of bad luck with one seed is not red. */
const MOST = 1_000;
const TWIN_RUNS = depth({ slice: 20, deep: 400 });
const otherwise = 'measure again: npm run bench:bugs -- --write';

describe('the corpus', () => {
  it('has enough bugs, some of them hard, each with a unique name', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(24);
    expect(BUGS.filter(({ isHard }) => isHard).length).toBeGreaterThanOrEqual(GOALS.hardBugs);
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
  });

  it('says in one sentence what is wrong', () => {
    for (const { mistake } of BUGS) expect(mistake).toMatch(/^[A-Z][^.]*(?:`[^`]*`[^.]*)*\.$/);
  });
});

/** A third of the bugs; all of them in the long suite. */
const SOME = depth({ slice: BUGS.filter((_bug, index) => index % 3 === 0), deep: BUGS });

describe.each(SOME)('$name', ({ broken, fixed, breaks }) => {
  it('is found', async () => {
    const seen = new Set<string>();
    // A bug may break another invariant in the run that shows it first.
    for (let seed = 1; seed <= 5 && !seen.has(breaks); seed++) {
      const { caught } = await hunt(broken, OURS, seed, MOST);
      for (const { name, breach } of caught?.result.invariants ?? []) if (breach !== undefined) seen.add(name);
    }
    expect([...seen]).toContain(breaks);
  });

  it('is not seen in its twin', async () => {
    const { made, caught } = await hunt(fixed, OURS, 2, TWIN_RUNS);
    expect(caught?.result.invariants.filter(({ breach }) => breach !== undefined)).toBe(undefined);
    expect(made).toBe(TWIN_RUNS);
  });
});

describe('the figures that are committed', () => {
  const measured = JSON.parse(readFileSync(new URL('figures.json', import.meta.url), 'utf8')) as Measured;

  it('are there for every bug, over at least fifty seeds', () => {
    expect({ names: measured.bugs.map(({ name }) => name), otherwise }).toEqual({
      names: BUGS.map(({ name }) => name),
      otherwise,
    });
    expect(measured.seeds).toBeGreaterThanOrEqual(50);
  });

  it('reach every goal', () => {
    const short = BUGS.flatMap((bug) => {
      const figures = measured.bugs.find(({ name }) => name === bug.name);
      return figures === undefined ? [] : shortfalls(bug, figures, measured.seeds);
    });
    expect({ short, otherwise }).toEqual({ short: [], otherwise });
  });

  it('say that each twin was run often', () => {
    const few = measured.bugs.filter(({ twin }) => twin.runs < MIN_TWIN_RUNS).map(({ name }) => name);
    expect({ few, otherwise }).toEqual({ few: [], otherwise });
  });

  it('stand in the README', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    expect(squeezed(withTables(readme, BUGS, measured))).toBe(squeezed(readme));
    const first = readFileSync(new URL('../../../README.md', import.meta.url), 'utf8');
    expect(first.match(/\d+(?=\s+known bugs)/g)).toEqual([`${BUGS.length}`, `${BUGS.length}`]);
  });

  it('would report a strategy that got worse', () => {
    const [bug] = BUGS;
    const figures = measured.bugs.find(({ name }) => name === bug?.name);
    if (bug === undefined || figures === undefined) throw new Error('There is no bug.');
    const mix = figuresBy(figures, OURS);
    const slower = figures.hunters.map((one) => (one === mix ? { ...mix, p90: GOALS.p90 + 1, misses: 1 } : one));
    const missed = shortfalls(bug, { ...figures, hunters: slower, twin: { runs: 1, alarms: ['x'] } }, measured.seeds);
    expect(missed).toHaveLength(3);
  });
});

/** The formatter widens the columns of tables. */
function squeezed(text: string): string {
  return text.replaceAll(/ +/g, ' ').replaceAll(/-{2,}/g, '--');
}
