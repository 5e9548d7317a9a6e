import { describe, expect, it } from 'vitest';
import { reportOf, RunBuilder } from '../testing/run-builder.ts';
import { annotationsOf } from './github.ts';
import { junitOf } from './junit.ts';
import { markdownOf } from './markdown.ts';

const report = reportOf(new RunBuilder().run());
const hostile = reportOf(new RunBuilder().run(), {
  message: 'a <b> "c" & \u0000 ]]>\n::error::again, 100%',
  story: ['```', '</failure>'],
});

describe('JUnit XML', () => {
  it('separates failures, errors and skipped from what held', () => {
    expect(junitOf(report)).toContain('<testsuite name="shop" tests="5" failures="1" errors="1" skipped="2">');
    expect(junitOf(report)).toContain('<testcase classname="shop" name="reached: handler shop/refund">');
    expect(junitOf(report)).toContain('<testcase classname="shop" name="no request waits"/>');
    expect(junitOf(report)).toContain('npm run sim -- --seed 42 --path 3');
  });

  it('says how long the search took, and each scenario by its share of the steps', () => {
    const [first] = report.scenarios;
    if (first === undefined) throw new Error('The report has no scenario.');
    const scenarios = [
      { ...first, name: 'a', steps: 300 },
      { ...first, name: 'b', steps: 100 },
    ];
    const text = junitOf({ ...report, wallMs: 2_000, scenarios });
    expect(text.match(/ time="[\d.]+"/g)).toEqual([' time="2.000"', ' time="1.500"', ' time="0.500"']);
    const { wallMs: _, ...untimed } = report;
    expect(junitOf(untimed)).not.toContain('time=');
  });

  it('stays XML whatever the messages say', () => {
    const text = junitOf(hostile);
    expect(text).toContain('message="a &lt;b&gt; &quot;c&quot; &amp; ␀ ]]&gt;␊::error::again, 100%"');
    expect(text.match(/<\/failure>/g)).toHaveLength(1);
  });
});

describe('lines that no run reached', () => {
  const unreached = [
    { file: 'src/shop.ts', from: 41, to: 44, handler: 'Order/cancel' },
    { file: 'src/shop.ts', from: 50, to: 50, handler: 'Order/cancel' },
    { file: 'src/a|b.ts', from: 7, to: 7 },
  ];
  const measured = { ...report, unreached };

  it('are skipped cases of a suite of their own', () => {
    const text = junitOf(measured);
    expect(text).toContain(
      '<testsuite name="lines that no run reached" tests="2" failures="0" errors="0" skipped="2">',
    );
    expect(text).toContain('name="src/shop.ts:41-44, 50 (Order/cancel)"');
    expect(junitOf({ ...report, unreached: [] })).toBe(junitOf(report));
  });

  it('are a list of the summary, which is cut', () => {
    expect(markdownOf(measured)).toContain('- src/shop.ts:41\\-44, 50 \\(Order/cancel\\)\n- src/a\\|b.ts:7\n');
    const many = Array.from({ length: 25 }, (_, line) => ({ file: `src/${line}.ts`, from: 1, to: 1 }));
    expect(markdownOf({ ...report, unreached: many })).toContain('- src/19.ts:1\n- and 5 more, in the report\n');
    expect(markdownOf(report)).not.toContain('no run reached:');
  });

  it('are notices at the first line of each group, not more than GitHub shows', () => {
    const [first = '', second = ''] = annotationsOf(measured, 'services').filter((line) =>
      line.includes('no run reached'),
    );
    expect(first).toMatch(
      /^::notice file=services\/src\/shop\.ts,line=41,title=no run reached these lines::src\/shop\.ts:41-44, 50 \(Order\/cancel\)$/,
    );
    expect(second).toContain('line=7,');
    const many = Array.from({ length: 25 }, (_, line) => ({ file: `src/${line}.ts`, from: 1, to: 1 }));
    expect(annotationsOf({ ...report, unreached: many }).filter((line) => line.startsWith('::notice'))).toHaveLength(
      10,
    );
  });
});

describe('GitHub annotations', () => {
  it('are one line each, whatever the messages say', () => {
    const lines = annotationsOf(hostile);
    expect(lines[0]).toMatch(/^::error title=✗ nothing is sold twice::a <b> .*%0A::error::again, 100%25%0Anpm run sim/);
    expect(lines.join('\n').split('\n')).toHaveLength(lines.length);
  });
});

describe('the place of an annotation', () => {
  const withStory = (...story: readonly string[]) => reportOf(new RunBuilder().run(), { story });

  it('is the last line of user code in the story, from the root of the repository', () => {
    const found = withStory('0 ms  a  sets n = 1 (src/a.ts:3)', '1 ms  a  fails (src/b.ts:12)', '1 ms  b  waits');
    expect(annotationsOf(found)[0]).toMatch(/^::error file=src\/b\.ts,line=12,title=/);
    expect(annotationsOf(found, 'services/shop')[0]).toMatch(/^::error file=services\/shop\/src\/b\.ts,line=12,title=/);
  });

  it('is left out where no line is known, or its folder is not', () => {
    expect(annotationsOf(withStory('0 ms  a  starts'))[0]).toMatch(/^::error title=/);
    expect(annotationsOf(withStory('0 ms  a  fails (…/other/b.ts:12)'))[0]).toMatch(/^::error title=/);
  });
});

describe('what a finding is worth', () => {
  const worth = reportOf(new RunBuilder().run(), {
    confirmation: { standing: 'simulator fault', words: 'Fault of the simulator, not of your code.' },
  });

  it('is part of every report of the finding', () => {
    for (const face of [annotationsOf(worth).join('\n'), junitOf(worth), markdownOf(worth)])
      expect(face).toContain('Fault of the simulator, not of your code.');
  });
});

describe('the Markdown summary', () => {
  it('says the verdict, the story and how to repeat it', () => {
    for (const part of ['## ✗ 1 of 4 invariants broken', 'ann  buys', '--seed 42 --path 3', '? it ends: undecided']) {
      expect(markdownOf(report)).toContain(part);
    }
  });

  it('is not taken over by what is in it', () => {
    expect(markdownOf(hostile)).toContain('````text\n```\n</failure>\n````');
    expect(markdownOf(hostile)).toContain('` a <b> "c" & ␀ ]]>␊::error::again, 100% `');
  });
});
