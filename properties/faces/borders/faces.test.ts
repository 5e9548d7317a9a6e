/**
 * Goal: JUnit XML, the job summary and annotations stay what they are, whatever a report says. Method: hostile texts everywhere in a
 * report; the readers themselves where they are installed, and the grammar of the texts where they are not.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { depth } from '../../harness/depth.ts';
import { jsonText } from '../../../sim/trace/json.ts';
import { visible } from '../../../sim/trace/visible.ts';
import type { Report } from '../../../reports/data/report.ts';
import { html } from '../../../reports/html/escape.ts';
import { reportOf, RunBuilder, typed } from '../../../reports/testing/run-builder.ts';
import { annotationsOf } from '../../../reports/faces/github.ts';
import { junitOf } from '../../../reports/faces/junit.ts';
import { markdownOf } from '../../../reports/faces/markdown.ts';

const PIECES = Array.from(`<>&"'\`*_[]()#@:$|\\~!=-+1.a ` + '\n\t').concat(
  [
    'http://a.bc/',
    'www.a.bc',
    'a@b.cd',
    '<img src=x>',
    '<!--',
    ']]>',
    '```',
    '::error::',
    '##[error]',
    '##vso[',
    '@name',
  ],
  [':smile:', '$x^2$', '#1', '1. ', '\u0000', '\u001B]0;x\u0007', '\uFFFE', '\uFFFF', '\u202E', '\u2028', '\uD800'],
  ['\u{1FFFE}'],
);

const HOSTILE = fc.sample(
  fc.oneof(fc.string({ unit: fc.constantFrom(...PIECES), maxLength: 8 }), fc.string({ unit: 'binary', maxLength: 12 })),
  { seed: 17, numRuns: depth({ slice: 60, deep: 800 }) },
);

const run = new RunBuilder().run();

function hostileReport(text: string): Report {
  const whole = reportOf(run, {
    scenario: text,
    invariant: text,
    message: text,
    handler: text,
    story: [text, `${text} (src/shop.ts:3)`],
    confirmation: { standing: text, words: text },
    repeat: { shell: typed(text), vitest: text, plan: {} },
  });
  const [first] = whole.scenarios;
  if (first === undefined) throw new Error('The report has no scenario.');
  const texts = [text];
  const invariants = first.invariants.map((each) => ({ ...each, name: text }));
  const scenario = { ...first, name: text, invariants, missing: texts, undecided: texts, waived: texts, marks: texts };
  return {
    ...whole,
    command: typed(text),
    scenarios: [scenario],
    unreached: [{ file: text, from: 1, to: 2, handler: text }],
  };
}

const REPORTS = HOSTILE.map((text) => [text, hostileReport(text)] as const);

const isInstalled = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

describe('JUnit XML', () => {
  it('has only what XML allows, and the same elements whatever a report says', () => {
    const elements = (text: string): readonly string[] =>
      text.match(/<[^>]*?[ />]|<[/?][^>]*>/g)?.map((tag) => tag.slice(0, 10)) ?? [];
    const ordinary = elements(junitOf(hostileReport('a')));
    for (const [text, report] of REPORTS) {
      const written = junitOf(report);
      expect([text, elements(written)]).toEqual([text, ordinary]);
      expect(written).toMatch(/^[\t\n\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u);
      expect(written).not.toMatch(/&(?!(amp|lt|gt|quot|apos);)/);
    }
  });

  it.runIf(isInstalled('xmllint'))('is well-formed for xmllint', () => {
    const bodies = REPORTS.map(([, report]) => junitOf(report).replace(/^<\?xml.*\?>/, ''));
    const { status, stderr } = spawnSync('xmllint', ['--noout', '-'], {
      input: `<all>${bodies.join('')}</all>`,
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

describe('the job summary', () => {
  it('has no link, mention, element or emoji outside of code', () => {
    for (const [text, report] of REPORTS) {
      const rest = withoutCode(markdownOf(report));
      expect([text, rest.replaceAll('<br>', '')]).toEqual([
        text,
        expect.not.stringMatching(/[<>@#$&](?!# )(?![# ])|:\/\/|www\.|:\w+:/),
      ]);
    }
  });

  it.runIf(isInstalled('cmark-gfm'))('is that for cmark-gfm, too', () => {
    const options = ['-e', 'autolink', '-e', 'table', '-e', 'strikethrough', '-e', 'tagfilter', '--unsafe'];
    const ordinary = tags(
      execFileSync('cmark-gfm', options, { input: markdownOf(hostileReport('a<b')), encoding: 'utf8' }),
    );
    for (const [text, report] of REPORTS) {
      const made = execFileSync('cmark-gfm', options, { input: markdownOf(report), encoding: 'utf8' });
      const other = tags(made).filter((tag) => !/^<\/?code/.test(tag));
      expect([text, other]).toEqual([text, ordinary.filter((tag) => !/^<\/?code/.test(tag))]);
    }
  });
});

function tags(made: string): readonly string[] {
  return made.match(/<[^>]*>/g) ?? [];
}

/** Leaves out spans and blocks of code, which end with as many backticks as they begin with. */
function withoutCode(markdown: string): string {
  return markdown
    .replaceAll(/(?<!`)(`{3,})text\n[^]*?\n\1(?!`)/g, '')
    .replaceAll(/(?<!`)(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '');
}

it('annotations are one command in a line each, and name what is there', () => {
  for (const [text, report] of REPORTS) {
    for (const line of annotationsOf(report)) {
      expect([text, line]).toEqual([
        text,
        expect.stringMatching(/^::(error|warning|notice) (file=[^,:\n]*,line=\d+,)?title=[^,:\n]*::[^\n\r]*$/),
      ]);
      expect(visible(line)).toBe(line);
      expect(line).not.toContain('##[');
    }
  }
});

it('HTML has no element of a value', () => {
  for (const [text] of REPORTS) expect(html(text)).toMatch(/^(?:[^<>"'&]|&(?:amp|lt|gt|quot|#39);)*$/);
});

it('a plan that is copied is the plan, to the byte', () => {
  for (const [text] of REPORTS) {
    const plan = { [text]: [text, { key: text }] };
    for (const copied of [jsonText(plan), jsonText(plan, 2)]) {
      expect(JSON.parse(copied)).toEqual(plan);
      expect(visible(copied, true)).toBe(copied);
    }
  }
});
