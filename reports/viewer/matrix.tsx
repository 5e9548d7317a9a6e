import type { JSX } from 'preact';
import type { Report, ReportVerdict } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { MEANINGS, SIGNS } from '../data/verdict.ts';
import { count } from '../../sim/core/count.ts';

/** Every invariant in every scenario. */
export function Matrix({ report }: { readonly report: Report }): JSX.Element {
  const { scenarios } = report;
  const find = (place: number, name: string): Report['scenarios'][number]['invariants'][number] | undefined =>
    scenarios[place]?.invariants.find((invariant) => invariant.name === name);
  const all = [...new Set(scenarios.flatMap(({ invariants }) => invariants.map(({ name }) => name)))];
  const places = new Map(
    all.map((name) => [name, scenarios.filter((_, place) => find(place, name) !== undefined).length]),
  );
  // What every scenario checks comes first, then the scenarios' own in their order.
  const names = all.toSorted(
    (a, b) => Number(places.get(b) === scenarios.length) - Number(places.get(a) === scenarios.length),
  );
  const fails = scenarios.some(({ invariants }) => invariants.some(({ firstFailure }) => firstFailure !== undefined));
  const findingOf = (scenario: string, name: string): number =>
    report.exhibits.findIndex((exhibit) => exhibit.scenario === scenario && exhibit.invariant === name);
  return (
    <section id="matrix" aria-labelledby="matrix-title">
      <h2 id="matrix-title">Verdicts</h2>
      <p class="lead">
        Each invariant in each scenario. The number says how often something happened that the invariant speaks about;
        without that, it is not exercised, which is no success.
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
            {names.map((name) => {
              const cells = scenarios.map((_, place) => find(place, name));
              const total = cells.reduce((sum, cell) => sum + (cell?.exercised ?? 0), 0);
              const failure = cells.find((cell) => cell?.firstFailure !== undefined)?.firstFailure;
              return (
                <tr key={name}>
                  <th scope="row">{visible(name)}</th>
                  {cells.map((cell, place) => (
                    <td key={place} id={`${name}/${scenarios[place]?.name ?? ''}`}>
                      {cell === undefined ? (
                        <span class="dim">
                          <span aria-hidden="true">·</span>
                          <span class="hidden">not checked here</span>
                        </span>
                      ) : (
                        <Cell
                          verdict={cell.verdict}
                          exercised={cell.exercised}
                          finding={findingOf(scenarios[place]?.name ?? '', name)}
                        />
                      )}
                    </td>
                  ))}
                  <td class="number">{total.toLocaleString('en')}</td>
                  {fails && <td>{failure === undefined ? '' : visible(failure)}</td>}
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">all of it</th>
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

/** Runs by the number of troubles that struck them. */
function Bars({ counts, name }: { readonly counts: readonly number[]; readonly name: string }): JSX.Element {
  const most = Math.max(1, ...counts);
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
          <rect x={troubles * 22 + 2} y={26 - (24 * runs) / most} width="16" height={(24 * runs) / most} />
          <text x={troubles * 22 + 10} y="37" text-anchor="middle">
            {troubles}
          </text>
        </g>
      ))}
    </svg>
  );
}
