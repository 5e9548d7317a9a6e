import type { Exhibit, Report } from '../data/report.ts';
import { facts, headline, MEANINGS, shrinkingText, SIGNS } from '../data/verdict.ts';
import { unreachedGroups, type UnreachedGroup } from '../data/unreached.ts';
import { html } from './escape.ts';

/** The report as plain HTML, for readers without JavaScript: verdicts, what broke, its story, how to repeat it. */
export function plainReport(report: Report): string {
  const findings = report.exhibits.filter(({ kind }) => kind === 'finding');
  return [
    `<main class="plain"><h1 class="verdict ${report.verdict.replace(' ', '-')}">${SIGNS[report.verdict]} ${html(headline(report))}</h1>`,
    `<p>Report of restate-sim on ${html(report.suite)}. It shows more with JavaScript; everything that matters is here as well.</p>`,
    `<p>Repeat the whole search:</p><pre><code>${html(report.command)}</code></pre>`,
    `<dl class="facts">${facts(report)
      .map(([name, value]) => `<div><dt>${html(name)}</dt><dd>${html(value)}</dd></div>`)
      .join('')}</dl>`,
    ...findings.map((finding, place) => findingHtml(finding, place)),
    '<h2>Verdicts</h2>',
    ...report.scenarios.map(scenarioHtml),
    linesHtml(unreachedGroups(report)),
    '</main>',
  ].join('\n');
}

function linesHtml(groups: readonly UnreachedGroup[] | undefined): string {
  if (groups === undefined) return '';
  const rows = groups.map(
    ({ file, lines, handler }) => `<li><code>${html(file)}</code>${html(`${handler}: ${lines}`)}</li>`,
  );
  return `<h2>Lines that no run reached</h2>${rows.length === 0 ? '<p>None.</p>' : `<ul>${rows.join('')}</ul>`}`;
}

function findingHtml(finding: Exhibit, place: number): string {
  const { invariant = '', scenario, message, story, repeat, shrinking, nearest, confirmation } = finding;
  return [
    `<section><h2>${SIGNS.broken} ${place + 1}. ${html(invariant)}</h2>`,
    `<p>${html(message)}</p>`,
    `<p>Scenario: ${html(scenario)}.${shrinking === undefined ? '' : ` ${html(shrinkingText(shrinking))}`}${nearest === undefined ? '' : ` ${html(nearest.difference)}, it holds.`}</p>`,
    confirmation === undefined ? '' : `<p>${html(confirmation.words)}</p>`,
    `<h3>What happened</h3><ol class="story">${story.map((line) => `<li>${html(line)}</li>`).join('')}</ol>`,
    `<h3>Repeat it</h3><pre><code>${html(repeat.shell)}</code></pre>`,
    `<details><summary>As a vitest test</summary><pre><code>${html(repeat.vitest, true)}</code></pre></details></section>`,
  ].join('\n');
}

function scenarioHtml({
  name,
  verdict,
  invariants,
  missing,
  undecided,
  waived,
  marks,
}: Report['scenarios'][number]): string {
  const rows = invariants.map(
    (each) =>
      `<tr><th scope="row">${html(each.name)}</th><td>${SIGNS[each.verdict]} ${each.verdict}</td><td>${each.exercised.toLocaleString('en')}</td></tr>`,
  );
  const notes = [
    ...missing.map((what) => `Never reached: ${what}`),
    ...undecided,
    ...waived.map((what) => `Waived: ${what}`),
    ...marks,
  ];
  return [
    `<h3>${html(name)}: ${SIGNS[verdict]} ${verdict}, ${MEANINGS[verdict]}</h3>`,
    `<table><thead><tr><th scope="col">invariant</th><th scope="col">verdict</th><th scope="col">exercised</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
    notes.length === 0 ? '' : `<ul>${notes.map((note) => `<li>${html(note)}</li>`).join('')}</ul>`,
  ].join('\n');
}
