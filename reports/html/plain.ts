import type { Encoded } from '../../sim/core/encoded.ts';
import type { Exhibit, Report } from '../data/report.ts';
import { unreachedGroups, type UnreachedGroup } from '../data/unreached.ts';
import { facts, headline, MEANINGS, shrinkingText, SIGNS } from '../data/verdict.ts';
import { html, htmlLines } from './escape.ts';

type Html = Encoded<'html'>;

const { markup, joined } = html;

/** The report as plain HTML, for readers without JavaScript: verdicts, what broke, its story, how to repeat it. */
export function plainReport(report: Report): Html {
  const findings = report.exhibits.filter(({ kind }) => kind === 'finding');
  const known = facts(report).map(([name, value]) => markup`<div><dt>${html(name)}</dt><dd>${html(value)}</dd></div>`);
  return joined(
    [
      markup`<main class="plain"><h1 class="verdict ${html(report.verdict.replace(' ', '-'))}">${html(`${SIGNS[report.verdict]} ${headline(report)}`)}</h1>`,
      markup`<p>Report of restate-sim on ${html(report.suite)}. It shows more with JavaScript; everything that matters is here as well.</p>`,
      markup`<p>Repeat the whole search:</p><pre><code>${html(report.command)}</code></pre>`,
      markup`<dl class="facts">${joined(known)}</dl>`,
      ...findings.map((finding, place) => findingHtml(finding, place)),
      markup`<h2>Verdicts</h2>`,
      ...report.scenarios.map((scenario) => scenarioHtml(scenario)),
      linesHtml(unreachedGroups(report)),
      markup`</main>`,
    ],
    '\n',
  );
}

function linesHtml(groups: readonly UnreachedGroup[] | undefined): Html {
  if (groups === undefined) return html('');
  const rows = groups.map(({ file, lines, handler }) => ({ file, rest: `${handler}: ${lines}` }));
  const items = rows.map(({ file, rest }) => markup`<li><code>${html(file)}</code>${html(rest)}</li>`);
  const list = items.length === 0 ? markup`<p>None.</p>` : markup`<ul>${joined(items)}</ul>`;
  return markup`<h2>Lines that no run reached</h2>${list}`;
}

function findingHtml(finding: Exhibit, place: number): Html {
  const { invariant = '', scenario, message, story, repeat, shrinking, nearest, confirmation } = finding;
  const shrunk = shrinking === undefined ? '' : ` ${shrinkingText(shrinking)}`;
  const without = nearest === undefined ? '' : ` ${nearest.difference}, it holds.`;
  return joined(
    [
      markup`<section><h2>${html(`${SIGNS.broken} ${place + 1}. ${invariant}`)}</h2>`,
      markup`<p>${html(message)}</p>`,
      markup`<p>Scenario: ${html(`${scenario}.${shrunk}${without}`)}</p>`,
      confirmation === undefined ? html('') : markup`<p>${html(confirmation.words)}</p>`,
      markup`<h3>What happened</h3><ol class="story">${joined(story.map((line) => markup`<li>${html(line)}</li>`))}</ol>`,
      markup`<h3>Repeat it</h3><pre><code>${html(repeat.shell)}</code></pre>`,
      markup`<details><summary>As a vitest test</summary><pre><code>${htmlLines(repeat.vitest)}</code></pre></details></section>`,
    ],
    '\n',
  );
}

function scenarioHtml({
  name,
  verdict,
  invariants,
  missing,
  undecided,
  waived,
  marks,
}: Report['scenarios'][number]): Html {
  const rows = invariants.map((each) => {
    const own = html(`${SIGNS[each.verdict]} ${each.verdict}`);
    const times = html(each.exercised.toLocaleString('en'));
    return markup`<tr><th scope="row">${html(each.name)}</th><td>${own}</td><td>${times}</td></tr>`;
  });
  const notes = [
    ...missing.map((what) => `Never reached: ${what}`),
    ...undecided,
    ...waived.map((what) => `Waived: ${what}`),
    ...marks,
  ];
  const items = notes.map((note) => markup`<li>${html(note)}</li>`);
  return joined(
    [
      markup`<h3>${html(`${name}: ${SIGNS[verdict]} ${verdict}, ${MEANINGS[verdict]}`)}</h3>`,
      markup`<table><thead><tr><th scope="col">invariant</th><th scope="col">verdict</th><th scope="col">exercised</th></tr></thead><tbody>${joined(rows)}</tbody></table>`,
      items.length === 0 ? html('') : markup`<ul>${joined(items)}</ul>`,
    ],
    '\n',
  );
}
