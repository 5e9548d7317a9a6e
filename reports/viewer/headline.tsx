import type { JSX } from 'preact';
import type { Report } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { facts, headline, SIGNS } from '../data/verdict.ts';
import { Copy } from './copy.tsx';

/** The verdict in words, the command that repeats the search, and what was searched. */
export function Headline({
  report,
  theme,
  onTheme,
}: {
  readonly report: Report;
  readonly theme: 'light' | 'dark' | undefined;
  readonly onTheme: (theme: 'light' | 'dark' | undefined) => void;
}): JSX.Element {
  return (
    <header class={`top ${report.verdict.replace(' ', '-')}`}>
      <div class="bar">
        <span class="brand">restate-sim · invariant report · {visible(report.suite)}</span>
        <nav aria-label="Parts of this page">
          <a href="#matrix">Verdicts</a>
          <a href="#coverage">Coverage</a>
          {report.exhibits.some(({ kind }) => kind === 'exemplar') && <a href="#exemplars">Runs that held</a>}
          <a href="#runs">Runs</a>
          <a href="#legend">How to read this</a>
        </nav>
        <ThemeSwitch theme={theme} onTheme={onTheme} />
      </div>
      <h1>
        <span class={`sign ${report.verdict.replace(' ', '-')}`} aria-hidden="true">
          {SIGNS[report.verdict]}
        </span>{' '}
        {headline(report)}
      </h1>
      <Findings report={report} />
      <p class="label">Repeat this search:</p>
      <Copy text={visible(report.command)} label="the command that repeats this search" inline />
      <dl class="facts">
        {facts(report).map(([name, value]) => (
          <div key={name}>
            <dt>{visible(name)}</dt>
            <dd>{visible(value)}</dd>
          </div>
        ))}
      </dl>
      <p>
        <button type="button" onClick={() => download(report)}>
          Download run.json
        </button>
      </p>
    </header>
  );
}

function Findings({ report: { exhibits } }: { readonly report: Report }): JSX.Element | null {
  const findings = [...exhibits.entries()].filter(([, { kind }]) => kind === 'finding');
  if (findings.length === 0) return null;
  return (
    <ol class="findings">
      {findings.map(([index, { invariant = '', scenario, message, confirmation }]) => (
        <li key={index}>
          <a href={`#run-${index + 1}`}>{visible(invariant)}</a> <span class="dim">in {visible(scenario)}</span>
          <br />
          {firstSentence(visible(message))}
          {confirmation !== undefined && (
            <>
              <br />
              <span class="worth">
                {confirmation.standing === 'confirmed'
                  ? '✓ confirmed by another run of the plan'
                  : `! ${visible(confirmation.standing)}`}
              </span>
            </>
          )}
        </li>
      ))}
    </ol>
  );
}

/** The finding itself shows the rest. */
function firstSentence(message: string): string {
  const end = message.search(/\. [A-Z]/);
  return end < 0 ? message : message.slice(0, end + 1);
}

function ThemeSwitch({
  theme,
  onTheme,
}: {
  readonly theme: 'light' | 'dark' | undefined;
  readonly onTheme: (theme: 'light' | 'dark' | undefined) => void;
}): JSX.Element {
  return (
    <label class="theme">
      Theme{' '}
      <select
        value={theme ?? 'system'}
        onChange={({ currentTarget: { value } }) => onTheme(value === 'light' || value === 'dark' ? value : undefined)}
      >
        <option value="system">system</option>
        <option value="light">light</option>
        <option value="dark">dark</option>
      </select>
    </label>
  );
}

function download(report: Report): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(
    new Blob([`${JSON.stringify(report, undefined, 2)}\n`], { type: 'application/json' }),
  );
  link.download = 'run.json';
  link.click();
  URL.revokeObjectURL(link.href);
}
