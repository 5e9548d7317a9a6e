import { createHash } from 'node:crypto';
import { MAX_PAGE_BYTES, WARN_BYTES, type Exhibit, type Report } from '../data/report.ts';
import { headline } from '../data/verdict.ts';
import { builtCode, html, scriptJson } from './escape.ts';
import type { Encoded } from '../../sim/core/encoded.ts';
import { plainReport } from './plain.ts';
import { bytesText } from '../../sim/trace/words/payload-text.ts';
import { count } from '../../sim/core/count.ts';

/** The built viewer. */
export interface Viewer {
  readonly script: string;
  readonly style: string;
}

export interface Page {
  readonly html: Encoded<'html'>;
  /** What the reader should know about its size, in a sentence. */
  readonly warning: string | undefined;
  /** Whether the runs are too large for the page, so that the data goes into a separate file. */
  readonly hasDataFile: boolean;
}

/**
 * Writes a report as one HTML file that needs nothing else. The same data and viewer give the same bytes.
 * @param max largest size of the page in bytes; beyond it the runs are left out
 */
export function pageOf(report: Report, viewer: Viewer, max: number = MAX_PAGE_BYTES): Page {
  const whole = written(report, viewer, undefined);
  const size = Buffer.byteLength(whole);
  if (size > max) {
    const warning = `This page would have ${bytesText(size)}, so it does not contain the runs. They are in the file run.json.gz in the same folder.`;
    const slim = {
      ...report,
      exhibits: report.exhibits.map(withoutRuns),
    };
    return { html: written(slim, viewer, warning), warning, hasDataFile: true };
  }
  if (size <= WARN_BYTES) return { html: whole, warning: undefined, hasDataFile: false };
  const warning = `This page has ${bytesText(size)} and may open slowly: it contains ${count(report.exhibits.length, 'run')} in full.`;
  return { html: written(report, viewer, warning), warning, hasDataFile: false };
}

function withoutRuns({ kind, scenario, invariant, message, story, repeat, run }: Exhibit): Exhibit {
  const empty = { ...run, events: [], steps: [], leftOut: run.events.length + run.leftOut };
  return {
    kind,
    scenario,
    ...(invariant !== undefined && { invariant }),
    message,
    shows: [],
    story,
    repeat,
    run: empty,
  };
}

function written(report: Report, { script, style }: Viewer, warning: string | undefined): Encoded<'html'> {
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const { markup } = html;
  const note = warning === undefined ? html('') : markup`<p class="warning" role="note">${html(warning)}</p>\n`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${builtCode(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${html(headline(report))} – ${html(report.suite)}</title>
<style>${builtCode(style)}</style>
</head>
<body>
${note}<div id="app">
${plainReport(report)}
</div>
<script type="application/json" id="report-data">${scriptJson(report)}</script>
<script>${builtCode(script)}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
