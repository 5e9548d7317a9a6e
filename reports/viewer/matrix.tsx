import type { JSX } from 'preact';
import type { Report, ReportVerdict } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { MEANINGS, SIGNS } from '../data/verdict.ts';
import { count } from '../../sim/core/count.ts';

/** Every invariant in every scenario. */
export function Matrix({ report }: { readonly report: Report }): JSX.Element {
  const { scenarios } = report;
  const fails = scenarios.some(({ invariants }) => invariants.some(({ firstFailure }) => firstFailure !== undefined));
  return (
    <section id="matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Verdicts</h2>
      <p class="lead">
        Each invariant in each scenario. The number is how often the invariant had something to check. An invariant that
        had nothing to check is not exercised, which is not a success.
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Verdicts, may scroll sideways">
        <table class="matrix">
          <thead>
            <tr>
              <th scope="col">invariant</th>
              {scenarios.map(({ name }) => (
                <th scope="col" key={name}>
                  {visible(name)}
                </th>
              ))}
              <th scope="col" class="number">
                exercised in all
              </th>
              {fails && <th scope="col">first failure</th>}
            </tr>
          </thead>
          <tbody>
            {invariantsOf(scenarios).map((name) => (
              <InvariantRow key={name} name={name} report={report} fails={fails} />
            ))}
          </tbody>
          <Totals scenarios={scenarios} fails={fails} />
        </table>
      </div>
      <p class="key">
        {(['held', 'broken', 'not exercised', 'undecided'] as const).map((verdict) => (
          <span key={verdict}>
            <Sign verdict={verdict} /> {MEANINGS[verdict]}
          </span>
        ))}
        <span>· not checked in this scenario</span>
      </p>
    </section>
  );
}

/** @returns the names of all invariants: those that every scenario checks first, then those of single scenarios */
function invariantsOf(scenarios: Report['scenarios']): readonly string[] {
  const names = scenarios.flatMap(({ invariants }) => [...new Set(invariants.map(({ name }) => name))]);
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  const isEverywhere = (name: string): number => Number(uses.get(name) === scenarios.length);
  return [...uses.keys()].toSorted((a, b) => isEverywhere(b) - isEverywhere(a));
}

function InvariantRow({
  name,
  report: { scenarios, exhibits },
  fails,
}: {
  readonly name: string;
  readonly report: Report;
  readonly fails: boolean;
}): JSX.Element {
  const cells = scenarios.map((scenario) => ({
    scenario: scenario.name,
    invariant: scenario.invariants.find((each) => each.name === name),
  }));
  const total = cells.reduce((sum, { invariant }) => sum + (invariant?.exercised ?? 0), 0);
  const failure = cells.find(({ invariant }) => invariant?.firstFailure !== undefined)?.invariant?.firstFailure;
  const findingIn = (scenario: string): number =>
    exhibits.findIndex((exhibit) => exhibit.scenario === scenario && exhibit.invariant === name);
  return (
    <tr>
      <th scope="row">{visible(name)}</th>
      {cells.map(({ scenario, invariant }) => (
        <td key={scenario} id={`${name}/${scenario}`}>
          {invariant === undefined ? (
            <span class="dim">
              <span aria-hidden="true">·</span>
              <span class="hidden">not checked here</span>
            </span>
          ) : (
            <Cell verdict={invariant.verdict} exercised={invariant.exercised} finding={findingIn(scenario)} />
          )}
        </td>
      ))}
      <td class="number">{total.toLocaleString('en')}</td>
      {fails && <td>{failure === undefined ? '' : visible(failure)}</td>}
    </tr>
  );
}

function Totals({
  scenarios,
  fails,
}: {
  readonly scenarios: Report['scenarios'];
  readonly fails: boolean;
}): JSX.Element {
  return (
    <tfoot>
      <tr>
        <th scope="row">all invariants</th>
        {scenarios.map(({ name, verdict, runs }) => (
          <td key={name}>
            <Sign verdict={verdict} /> <span class="dim">{count(runs, 'run')}</span>
          </td>
        ))}
        <td />
        {fails && <td />}
      </tr>
      <tr>
        <th scope="row">troubles per run</th>
        {scenarios.map((scenario) => (
          <td key={scenario.name}>
            <Bars counts={scenario.faultCounts} name={scenario.name} />
          </td>
        ))}
        <td />
        {fails && <td />}
      </tr>
    </tfoot>
  );
}

function Cell({
  verdict,
  exercised,
  finding,
}: {
  readonly verdict: ReportVerdict;
  readonly exercised: number;
  readonly finding: number;
}): JSX.Element {
  const sign = <Sign verdict={verdict} />;
  return (
    <>
      {finding >= 0 ? <a href={`#run-${finding + 1}`}>{sign}</a> : sign}{' '}
      {verdict !== 'not exercised' && <span class="dim">{exercised.toLocaleString('en')}×</span>}
    </>
  );
}

export function Sign({ verdict }: { readonly verdict: ReportVerdict }): JSX.Element {
  return (
    <span class={`sign ${verdict.replace(' ', '-')}`}>
      {SIGNS[verdict]} {verdict}
    </span>
  );
}

/** Runs by the number of troubles that were injected into them. */
function Bars({ counts, name }: { readonly counts: readonly number[]; readonly name: string }): JSX.Element {
  const max = Math.max(1, ...counts);
  const text = counts.map((runs, troubles) => `${count(runs, 'run')} with ${troubles}`).join(', ');
  return (
    <svg
      class="bars"
      width={counts.length * 22}
      height="38"
      role="img"
      aria-label={`Troubles in runs of ${name}: ${text}`}
    >
      <title>{text}</title>
      {counts.map((runs, troubles) => (
        <g key={troubles}>
          <rect x={troubles * 22 + 2} y={26 - (24 * runs) / max} width="16" height={(24 * runs) / max} />
          <text x={troubles * 22 + 10} y="37" text-anchor="middle">
            {troubles}
          </text>
        </g>
      ))}
    </svg>
  );
}
