/**
 * Goal: every defect that `DEFECTS.md` names is real. Method: each stored plan is run again and must break the same invariant
 * with the same message and the same trace; each defect has a plan unless it says why not; the documents must be what is made
 * from the data.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import { node, SIM } from '../../harness/command.ts';
import { defectsMd } from './defects-md.ts';
import { findingsOf, LISTINGS, variantOf } from './listings.ts';
import { shownAgain, storyFrom } from './shown-again.ts';
import { searched, storedFindings } from './store.ts';
import { storiesMd, type Story } from './stories-md.ts';

const PUBLISHED = new URL('../../../objects/as-published/', import.meta.url);
const findings = storedFindings();
const otherwise = 'write the documents again: node properties/guide/as-published/write.ts';

describe('a finding about a listing', () => {
  it.each(findings.map((finding) => [finding.number, finding] as const))('is shown by line %i', async (_, finding) => {
    const { result, fault } = await shownAgain(finding);
    expect({ message: fault?.message, hash: result.hash }).toEqual({
      message: finding.message,
      hash: finding.traceHash,
    });
  });

  it('belongs to exactly one defect', () => {
    const uses = LISTINGS.flatMap((listing) =>
      listing.defects.flatMap((defect) => findingsOf(listing, defect, findings).map(({ number }) => number)),
    );
    const not = findings.filter(({ number }) => uses.filter((one) => one === number).length !== 1);
    expect(not.map(({ number, scenario, invariant, message }) => [number, scenario, invariant, message])).toEqual([]);
  });

  it('is replayed by the command that the stories print, also where another invariant is broken first', () => {
    const hidden = findings.find(({ invariant }) => invariant.startsWith('an answer carries the time'));
    const file = `properties/guide/as-published/plans.jsonl:${hidden?.number}`;
    const { status, out } = node([SIM, 'replay', file]);
    expect(out).toContain(`"${hidden?.invariant}" is broken, with the same trace as when it was found`);
    expect(out).toContain('Judged by that invariant alone');
    expect(status).toBe(1);
  });
});

describe('a defect', () => {
  it('is shown by a finding, unless it says why not', () => {
    const not = LISTINGS.flatMap((listing) =>
      listing.defects
        .filter(({ shownBy }) => typeof shownBy !== 'string')
        .filter((defect) => findingsOf(listing, defect, findings).length === 0)
        .map(({ line, what }) => `${listing.name} ${line}: ${what}`),
    );
    expect(not).toEqual([]);
  });

  it('has lines of its listing', () => {
    for (const { name, lines, defects } of LISTINGS) {
      const ranges = lines.split(', ').map((range) => range.split('-').map(Number));
      for (const { line } of defects)
        for (const number of line.match(/\d+/g) ?? []) {
          const isInside = ranges.some(([from = 0, to = 0]) => Number(number) >= from && Number(number) <= to);
          expect({ name, number, isInside }).toEqual({ name, number, isInside: true });
        }
    }
  });
});

describe('the search', () => {
  it('judged every listing and variant by every invariant of its own', () => {
    const rows = new Set(searched().map(({ scenario, invariant }) => `${scenario} | ${invariant}`));
    const missing = AS_PUBLISHED.flatMap(({ name, invariants }) =>
      invariants.map((invariant) => `${name} | ${invariant.name}`).filter((row) => !rows.has(row)),
    );
    expect(missing).toEqual([]);
  });

  it('knows each scenario as a variant of one listing', () => {
    for (const { name } of AS_PUBLISHED)
      expect(
        LISTINGS.filter((listing) => variantOf(name, listing.name) !== undefined).map((one) => one.name),
      ).toHaveLength(1);
  });
});

describe('the documents', () => {
  const stories = new Map<number, Story>();
  beforeAll(async () => {
    for (const finding of findings) stories.set(finding.number, await storyFrom(finding));
  });

  it('DEFECTS.md is what is made from the data, in at most 300 lines', () => {
    const text = readFileSync(new URL('DEFECTS.md', PUBLISHED), 'utf8');
    expect({ isSame: text === defectsMd(), otherwise }).toEqual({ isSame: true, otherwise });
    expect(text.split('\n').length).toBeLessThanOrEqual(300);
  });

  it.each(LISTINGS.map((listing) => [listing.slug, listing] as const))('so is defects/%s.md', (slug, listing) => {
    const text = readFileSync(new URL(`defects/${slug}.md`, PUBLISHED), 'utf8');
    expect({ text, otherwise }).toEqual({ text: storiesMd(listing, findings, stories), otherwise });
  });

  it('there are no others, and each port that they link is there', () => {
    expect(readdirSync(new URL('defects/', PUBLISHED)).toSorted()).toEqual(
      LISTINGS.map(({ slug }) => `${slug}.md`).toSorted(),
    );
    for (const listing of LISTINGS) {
      const [, port = ''] = /\]\(\.\.\/(\S+\.ts)\)/.exec(storiesMd(listing, [], new Map())) ?? [];
      expect(existsSync(new URL(port, PUBLISHED))).toBe(true);
    }
  });
});
