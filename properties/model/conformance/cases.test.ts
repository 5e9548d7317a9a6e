import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { cases } from './cases.ts';
import { outcomesOf } from './expectation.ts';
import { headingsOf } from '../../toolchain/references/headings.ts';
import { ALL_RULES } from './rules.ts';
import { casesOn } from './versions.ts';

describe('the conformance cases', () => {
  it('are numbered without a gap', () => {
    expect(cases.map(({ number }) => number)).toEqual(cases.map((_, index) => index + 1));
  });

  it('each have a name of their own', () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
  });

  it('are each about a rule, and each rule is a section of a page on semantics', () => {
    const sections = new Map<string, ReadonlyMap<string, string>>();
    for (const { page } of ALL_RULES) {
      const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
      sections.set(page, new Map(headingsOf(text).map(({ anchor, title }) => [anchor, title])));
    }
    expect(ALL_RULES.filter(({ page, rule, title }) => sections.get(page)?.get(rule) !== title)).toEqual([]);
    expect(ALL_RULES.filter(({ rule }) => !cases.some((test) => test.rule === rule))).toEqual([]);
  });

  it('are all in the published table', () => {
    const table = readFileSync(new URL('../../../CONFORMANCE.md', import.meta.url), 'utf8');
    const rows = new Set(
      table.split('\n').map((line) =>
        line
          .split('|')
          .slice(1, 3)
          .map((cell) => cell.trim())
          .join(' '),
      ),
    );
    const absent = cases.filter(({ number, name }) => !rows.has(`${number} ${name}`));
    const otherwise = 'write it with: npm run conformance -- --table';
    expect({ absent, otherwise }).toEqual({ absent: [], otherwise });
  });

  it('can be explored to the end where the order is free', () => {
    const explored = cases.flatMap(({ exploration }) => (exploration === undefined ? [] : [exploration.expect]));
    expect(explored.every((expected) => outcomesOf(expected).length <= 24)).toBe(true);
    const free = cases.filter(({ expect: { kind } }) => kind === 'permutation');
    expect(free.filter(({ exploration }) => exploration === undefined)).toEqual([]);
  });

  it('that are only announced are played on the version itself, and not on another one with its flags', () => {
    const announced = cases.filter(({ on }) => on?.['1.8']?.announced === true).map(({ number }) => number);
    const played = (byFlags: boolean): readonly number[] =>
      casesOn('1.8', cases, byFlags).flatMap(({ number }) => (announced.includes(number) ? number : []));
    expect(announced).not.toEqual([]);
    expect([played(false), played(true)]).toEqual([announced, []]);
  });
});
