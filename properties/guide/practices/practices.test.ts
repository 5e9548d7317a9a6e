/**
 * Goal: every line of advice has a judgement, and every judgement a test. Method: the lines are kept as data; each must have
 * exactly one row, each row must name tests that exist, and the document must be what is made from the rows.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { describe, expect, it } from 'vitest';
import { GUIDE_LINES, type Place } from './guide-lines.ts';
import { practicesMd, ROWS } from './practices-md.ts';
import type { Evidence, Rows } from './row.ts';

const project = join(import.meta.dirname, '../../..');
const places = Object.keys(GUIDE_LINES) as Place[];
const rows = places.flatMap((place) => (ROWS[place] ?? []).map((row) => ({ place, ...row })));

/** Lines of the guide without a row, and rows without a line. */
function gaps(of: Rows): string[] {
  return places.flatMap((place) => {
    const lines: readonly string[] = GUIDE_LINES[place];
    const listed = (of[place] ?? []).map(({ line }) => line);
    return [
      ...lines.filter((line) => listed.filter((one) => one === line).length !== 1).map((line) => `${place}: ${line}`),
      ...listed.filter((line) => !lines.includes(line)).map((line) => `${place} has no line "${line}"`),
    ];
  });
}

/** What is wrong with a reference, if anything. */
function broken({ file, title }: Evidence): string | undefined {
  const path = join(project, file);
  if (!existsSync(path)) return `there is no file ${file}`;
  return readFileSync(path, 'utf8').includes(title) ? undefined : `${file} does not contain "${title}"`;
}

describe("the guide's advice", () => {
  it('has one row for each line', () => {
    expect(gaps(ROWS)).toEqual([]);
  });

  it('a missing row, and a row too many, are noticed', () => {
    const [, ...others] = ROWS['Guide, keys, DO'] ?? [];
    expect(gaps({ ...ROWS, 'Guide, keys, DO': others })).toEqual(['Guide, keys, DO: Use business-meaningful keys']);
    const [first] = ROWS['Guide, keys should be'] ?? [];
    expect(
      gaps({ ...ROWS, 'Guide, keys, DO': [...(ROWS['Guide, keys, DO'] ?? []), ...(first ? [first] : [])] }),
    ).toEqual(['Guide, keys, DO has no line "Deterministic"']);
  });

  it.each(rows)('names tests that exist: $place, $line', ({ shownBy }) => {
    expect(shownBy.flatMap((one) => broken(one) ?? [])).toEqual([]);
  });

  it('a test or a file that does not exist is noticed', () => {
    expect(broken({ file: 'properties/objects/order.test.ts', title: 'there is no such test' })).toContain(
      'does not contain',
    );
    expect(broken({ file: 'properties/no.test.ts', title: 'x' })).toContain('there is no file');
  });

  it('calls at least one line false, and several in need of a condition', () => {
    expect(rows.filter(({ judgement }) => judgement === 'false').length).toBeGreaterThan(0);
    expect(rows.filter(({ judgement }) => judgement === 'needs a condition').length).toBeGreaterThan(5);
  });

  it('is written to objects/PRACTICES.md', async () => {
    const file = join(project, 'objects/PRACTICES.md');
    const expected = await format(practicesMd(), { ...(await resolveConfig(file)), filepath: file });
    const otherwise = 'the rows have changed: node properties/guide/practices/write.ts';
    expect({ text: readFileSync(file, 'utf8'), otherwise }).toEqual({ text: expected, otherwise });
  });
});
