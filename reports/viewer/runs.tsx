import type { JSX } from 'preact';
import type { Report } from '../data/report.ts';
import { count, span, visible } from '../data/text.ts';
import { Sign } from './matrix.tsx';

const FIRST = 25;

/** The generated runs, failures first. */
export function Runs({ report }: { readonly report: Report }): JSX.Element {
  return (
    <section id="runs" aria-labelledby="runs-title">
      <h2 id="runs-title">Runs</h2>
      <p class="lead">
        Generated runs of the seed, failures first. A path names a run: repeat it with --seed {report.seed} --path N.
      </p>
      {report.scenarios.map(({ name, rows, runs }) => (
        <details key={name}>
          <summary>
            {visible(name)}{' '}
            <span class="dim">
              {count(Math.min(FIRST, rows.length), 'run')} shown of {runs.toLocaleString('en')}
            </span>
          </summary>
          <div class="scroll" tabIndex={0} role="group" aria-label={`Runs of ${name}, may scroll sideways`}>
            <table class="runs">
              <thead>
                <tr>
                  <th scope="col">run</th>
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
                  <th scope="col">trace</th>
                </tr>
              </thead>
              <tbody>
                {rows.slice(0, FIRST).map((row) => (
                  <tr key={row.name}>
                    <th scope="row">{visible(row.name)}</th>
                    <td>
                      <Sign verdict={row.verdict} />
                    </td>
                    <td class="number">{row.steps.toLocaleString('en')}</td>
                    <td class="number">{row.invocations}</td>
                    <td class="number">{row.troubles}</td>
                    <td class="number">{span(row.virtualMs)}</td>
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
