import type { JSX } from 'preact';
import type { Report } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { Sign } from './matrix.tsx';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';

/** Rows of the table of runs, at most. */
const MAX_ROWS = 25;

/** The first runs of each scenario, failures first. */
export function Runs({ report }: { readonly report: Report }): JSX.Element {
  return (
    <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">Runs</h2>
      <p class="lead">
        Failures first. A path names a run that the seed generates; --seed {report.seed} --path N repeats it. Runs that
        a strategy enumerates, such as one for every crash of a plan, have a number and no path.
      </p>
      {report.scenarios.map(({ name, rows, runs }) => (
        <details key={name}>
          <summary>
            {visible(name)} <span class="dim">{limits(rows.length, runs)}</span>
          </summary>
          <div class="scroll" tabIndex={0} role="group" aria-label={`Runs of ${name}, may scroll sideways`}>
            <table class="runs">
              <thead>
                <tr>
                  <th scope="col">run</th>
                  <th scope="col">chosen by</th>
                  <th scope="col">verdict</th>
                  <th scope="col" class="number">
                    steps
                  </th>
                  <th scope="col" class="number">
                    invocations
                  </th>
                  <th scope="col" class="number">
                    troubles
                  </th>
                  <th scope="col" class="number">
                    virtual time
                  </th>
                  <th scope="col">trace hash</th>
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, MAX_ROWS).map((row) => (
                  <tr key={row.name}>
                    <th scope="row">{visible(row.name)}</th>
                    <td>{visible(row.strategy)}</td>
                    <td>
                      <Sign verdict={row.verdict} />
                    </td>
                    <td class="number">{row.steps.toLocaleString('en')}</td>
                    <td class="number">{row.invocations}</td>
                    <td class="number">{row.troubles}</td>
                    <td class="number">{durationText(row.virtualMs)}</td>
                    <td>
                      <code>{visible(row.hash)}</code>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </details>
      ))}
    </section>
  );
}

/** How many of the runs are shown. */
function limits(rows: number, runs: number): string {
  const shown = Math.min(MAX_ROWS, rows);
  if (shown === runs) return count(runs, 'run');
  const of = rows < runs ? `the first ${rows.toLocaleString('en')} of ${count(runs, 'run')}` : count(runs, 'run');
  return `${shown.toLocaleString('en')} shown of ${of}`;
}
