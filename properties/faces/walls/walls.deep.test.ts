/**
 * Goal: no way for a handler to leave the simulated world is silent: it is refused, noticed or harmless, as docs/ways-out.md
 * says. Method: a service for each way, searched in processes of their own, two times with one seed; some of them by the command.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FolderOfServices } from '../cli/folder-of-services.ts';
import { classOf } from './class-of.ts';
import { commandOn, outcomesOf, type Outcome } from './outcomes.ts';
import type { Row } from './row.ts';
import { ROWS } from './rows.ts';

const TIMEOUT_MS = 300_000;
/** What happens in real time may come at another moment. */
const NOT_REPEATED = 'cannot be repeated exactly';

const folder = new FolderOfServices();
afterAll(() => folder.remove());

describe.each(ROWS)('%s', (_title, rows) => {
  const outcomes = new Map<Row, readonly Outcome[]>();

  beforeAll(() => {
    const together = rows.filter(({ alone }) => alone !== true);
    if (together.length > 0)
      for (const [index, outcome] of outcomesOf(folder, together).entries())
        outcomes.set(together[index] as Row, outcome);
    for (const row of rows.filter(({ alone }) => alone === true)) outcomes.set(row, outcomesOf(folder, [row])[0] ?? []);
  }, TIMEOUT_MS);

  it.each(rows.map((row) => [row.way, row] as const))('%s', (_way, row) => {
    const [first, second] = outcomes.get(row) ?? [];
    if (first === undefined) throw new Error('It was not searched.');
    expect([classOf(row, first), first]).toEqual([row.class, first]);
    if (row.class === 'refused') {
      expect(first.verdict).toBe('undecided');
      expect(first.said.join('\n')).toMatch(/ at walls\.ts:\d+:\d+/);
    }
    // What is left behind, and what comes in real time, is said; all else repeats.
    const isRepeated = row.alone !== true && !first.said.some((text) => text.includes(NOT_REPEATED));
    if (isRepeated) expect(second).toEqual(first);
  });
});

describe('the command', () => {
  it.each(
    ROWS.map(([title, rows]) => [title, rows.find((row) => row.class !== 'harmless' && row.alone !== true) ?? rows[2]]),
  )('says the same: %s', (_title, row) => {
    if (row === undefined) throw new Error('There is no such row.');
    expect(classOf(row, commandOn(folder, row))).toBe(row.class);
  });

  it('names what changes in worker threads', () => {
    const row = ROWS.flatMap(([, rows]) => rows).find(({ way }) => way === '`Math.random = ...`');
    if (row === undefined) throw new Error('There is no such row.');
    expect(classOf(row, commandOn(folder, row, '--workers', '2'))).toBe('noticed');
  });
});
