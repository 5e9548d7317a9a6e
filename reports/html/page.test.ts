import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../data/report.ts';
import { bytesOf, reportOf, RunBuilder } from '../testing/run-builder.ts';
import { pageOf, type Viewer } from './page.ts';
import { buildViewer } from './viewer.ts';

const HOSTILE = [
  '</script><script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '" onload="x',
  '\u202eevil\u0000',
  '<!--<script>',
  '&lt;b&gt;',
];

function hostileReport(): Report {
  const builder = new RunBuilder();
  for (const [place, text] of HOSTILE.entries()) {
    builder.call(`i${place}${text}`, text, { service: text, key: text, handler: text }, text).start(`i${place}${text}`);
    builder.set(`i${place}${text}`, 1, text, { [text]: text });
  }
  const [text = ''] = HOSTILE;
  return reportOf(builder.run(), { invariant: text, message: HOSTILE.join(' '), story: HOSTILE, scenario: text });
}

let viewer: Viewer;
beforeAll(async () => {
  viewer = await buildViewer();
});

describe('a page', () => {
  it('carries a viewer of less than 150 kB', () => {
    expect(Buffer.byteLength(viewer.script) + Buffer.byteLength(viewer.style)).toBeLessThan(150_000);
  });

  it('is the same bytes for the same data, in whatever order its fields are', () => {
    const report = hostileReport();
    const turned = Object.fromEntries(Object.entries(report).toReversed()) as unknown as Report;
    expect(pageOf(turned, viewer).html).toBe(pageOf(report, viewer).html);
  });

  it('never lets text from services become markup', () => {
    const { html } = pageOf(hostileReport(), { script: '0', style: '' });
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<img/g)).toBeNull();
    expect(html.match(/<!--/g)).toBeNull();
    expect(html).not.toContain('\u202e');
    const data = /id="report-data">([^<]*)<\/script>/.exec(html)?.[1] ?? '';
    expect((JSON.parse(data) as Report).exhibits[0]?.message).toBe(HOSTILE.join(' '));
  });

  it('allows exactly its own script and style, and no request', () => {
    const { html } = pageOf(hostileReport(), viewer);
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(hash(viewer.script));
    expect(policy).toContain(hash(viewer.style));
    expect(policy).not.toContain('unsafe');
    expect(viewer.script).not.toContain('</script');
    expect(viewer.style).not.toMatch(/@import|https?:/);
  });

  it('says without a script what broke, how it went and how to repeat it', () => {
    const plain = pageOf(reportOf(new RunBuilder().run()), { script: '', style: '' }).html.split('<script')[0] ?? '';
    for (const text of [
      '1 of 4 invariants broken',
      'It was sold twice.',
      'ann  buys',
      '--seed 42 --path 3',
      'not exercised',
      'undecided',
    ]) {
      expect(plain).toContain(text);
    }
  });

  it('warns when it is large, and leaves the runs out when it is too large', () => {
    const builder = new RunBuilder();
    for (let index = 0; index < 3_000; index++) {
      builder.step([], { type: 'answer', operation: `o${index}`, status: 200, body: bytesOf('x'.repeat(10_000)) });
    }
    const report = reportOf(builder.run());
    const large = pageOf(report, viewer);
    expect(large).toMatchObject({ hasDataFile: false, warning: expect.stringContaining('may open slowly') as string });
    const tooLarge = pageOf(report, viewer, 1_000_000);
    expect(tooLarge).toMatchObject({ hasDataFile: true, warning: expect.stringContaining('run.json.gz') as string });
    expect(tooLarge.html.length).toBeLessThan(1_000_000);
  });

  it('bears a payload of 10 MB', () => {
    const builder = new RunBuilder().call(
      'a',
      'ann',
      { service: 'S', key: 'k', handler: 'h' },
      'x'.repeat(10 * 1024 * 1024),
    );
    expect(pageOf(reportOf(builder.run()), viewer).html.length).toBeLessThan(300_000);
  });
});
