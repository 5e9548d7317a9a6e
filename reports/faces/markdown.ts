import type { Encoded } from '../../sim/core/encoded.ts';
import type { Report } from '../data/report.ts';
import { unreachedGroups } from '../data/unreached.ts';
import { headline, SIGNS } from '../data/verdict.ts';
import { summary, summaryCell, summaryCode, summaryLines } from './summary.ts';

type Summary = Encoded<'summary'>;

const { markup, joined } = summary;
const EMPTY = markup``;

/** The report as Markdown, for a job summary or a comment on a pull request. */
export function markdownOf(report: Report): Summary {
  const findings = report.exhibits.filter(({ kind }) => kind === 'finding');
  return joined(
    [
      markup`## ${summary(`${SIGNS[report.verdict]} ${headline(report)}`)}`,
      EMPTY,
      markup`Repeat it: ${summaryCode(report.command)}`,
      EMPTY,
      ...findings.flatMap(({ invariant = '', scenario, message, story, repeat, confirmation }) => [
        markup`### ✗ ${summary(invariant)} (${summary(scenario)})`,
        EMPTY,
        summary(message),
        EMPTY,
        ...(confirmation === undefined ? [] : [summary(confirmation.words), EMPTY]),
        summaryLines(story),
        EMPTY,
        summaryLines([repeat.shell]),
        EMPTY,
      ]),
      markup`| scenario | verdict | runs | not held |`,
      markup`| --- | --- | --- | --- |`,
      ...report.scenarios.map((scenario) => rowOf(scenario)),
      EMPTY,
      ...listOf(report, markup`Waived:`, ({ waived }) => waived),
      ...listOf(report, markup`Allowed to leave the simulation:`, ({ marks }) => marks),
      ...unreachedOf(report),
    ],
    '\n',
  );
}

function rowOf({ name, verdict, runs, invariants }: Report['scenarios'][number]): Summary {
  const rest = invariants
    .filter((each) => each.verdict !== 'held')
    .map((each) => markup`${summary(SIGNS[each.verdict])} ${summaryCell(each.name)}: ${summary(each.verdict)}`);
  const own = summary(`${SIGNS[verdict]} ${verdict}`);
  return markup`| ${summaryCell(name)} | ${own} | ${summary(runs.toLocaleString('en'))} | ${joined(rest, '<br>')} |`;
}

function listOf(
  { scenarios }: Report,
  title: Summary,
  pick: (scenario: Report['scenarios'][number]) => readonly string[],
): readonly Summary[] {
  const all = scenarios.flatMap((each) => pick(each).map((what) => markup`- ${summary(each.name)}: ${summary(what)}`));
  return all.length === 0 ? [] : [title, EMPTY, ...all, EMPTY];
}

/** How many groups of lines a summary lists. */
const MAX_GROUPS = 20;

function unreachedOf(report: Report): readonly Summary[] {
  const all = unreachedGroups(report) ?? [];
  if (all.length === 0) return [];
  const listed = all
    .slice(0, MAX_GROUPS)
    .map(({ file, lines, handler }) => markup`- ${summary(`${file}:${lines}${handler}`)}`);
  const left = all.length - listed.length;
  const more = left > 0 ? [markup`- and ${left} more, in the report`] : [];
  return [markup`Lines that no run reached:`, EMPTY, ...listed, ...more, EMPTY];
}
