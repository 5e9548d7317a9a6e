import type { Report } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { unreachedGroups } from '../data/unreached.ts';
import { headline, SIGNS } from '../data/verdict.ts';

/** The report as Markdown, for a job summary or a comment on a pull request. */
export function markdownOf(report: Report): string {
  const findings = report.exhibits.filter(({ kind }) => kind === 'finding');
  return [
    `## ${SIGNS[report.verdict]} ${headline(report)}`,
    '',
    `Repeat it: ${code(report.command)}`,
    '',
    ...findings.flatMap(({ invariant = '', scenario, message, story, repeat, confirmation }) => [
      `### ✗ ${text(invariant)} (${text(scenario)})`,
      '',
      text(message),
      '',
      ...(confirmation === undefined ? [] : [text(confirmation.words), '']),
      ...fence(story),
      '',
      ...fence([repeat.shell]),
      '',
    ]),
    '| scenario | verdict | runs | not held |',
    '| --- | --- | --- | --- |',
    ...report.scenarios.map(({ name, verdict, runs, invariants }) => {
      const rest = invariants
        .filter((each) => each.verdict !== 'held')
        .map((each) => `${SIGNS[each.verdict]} ${text(each.name)}: ${each.verdict}`);
      return `| ${text(name)} | ${SIGNS[verdict]} ${verdict} | ${runs.toLocaleString('en')} | ${rest.join('<br>')} |`;
    }),
    '',
    ...waivedOf(report),
    ...marksOf(report),
    ...unreachedOf(report),
  ].join('\n');
}

function waivedOf({ scenarios }: Report): readonly string[] {
  const all = scenarios.flatMap(({ name, waived }) => waived.map((what) => `- ${text(name)}: ${text(what)}`));
  return all.length === 0 ? [] : ['Waived:', '', ...all, ''];
}

function marksOf({ scenarios }: Report): readonly string[] {
  const all = scenarios.flatMap(({ name, marks }) => marks.map((what) => `- ${text(name)}: ${text(what)}`));
  return all.length === 0 ? [] : ['Allowed to leave the simulation:', '', ...all, ''];
}

/** How many groups of lines a summary lists. */
const MAX_GROUPS = 20;

function unreachedOf(report: Report): readonly string[] {
  const all = unreachedGroups(report) ?? [];
  if (all.length === 0) return [];
  const listed = all.slice(0, MAX_GROUPS).map(({ file, lines, handler }) => `- ${text(`${file}:${lines}${handler}`)}`);
  const left = all.length - listed.length;
  return ['Lines that no run reached:', '', ...listed, ...(left > 0 ? [`- and ${left} more, in the report`] : []), ''];
}

/** Text in which nothing is Markdown or HTML. */
function text(raw: string): string {
  return visible(raw).replaceAll(/[\\`*_{}[\]<>()#+!|~&@-]/g, String.raw`\$&`);
}

/** Code between more backticks than it holds in a row. */
function code(raw: string): string {
  const shown = visible(raw);
  const ticks = '`'.repeat(longest(shown) + 1);
  return `${ticks} ${shown} ${ticks}`;
}

function fence(lines: readonly string[]): readonly string[] {
  const shown = lines.map((line) => visible(line));
  const ticks = '`'.repeat(Math.max(3, ...shown.map((line) => longest(line) + 1)));
  return [`${ticks}text`, ...shown, ticks];
}

function longest(raw: string): number {
  return Math.max(0, ...Array.from(raw.matchAll(/`+/g), ([ticks]) => ticks.length));
}
