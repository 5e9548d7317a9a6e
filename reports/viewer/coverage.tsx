import type { JSX } from 'preact';
import type { CoverageGroup, Report } from '../data/report.ts';
import { visible } from '../../sim/trace/visible.ts';
import { count } from '../../sim/core/count.ts';

/** What the runs came to, and first what they did not. */
export function Coverage({ report }: { readonly report: Report }): JSX.Element {
  return (
    <section id="coverage" aria-labelledby="coverage-title">
      <h2 id="coverage-title">What the runs reached</h2>
      <p class="lead">What no run has come to is not proven to be safe. It comes first.</p>
      {report.scenarios.map(({ name, coverage, missing, undecided, advice, runs }) => {
        const zeroes = coverage.flatMap(({ items }) =>
          items.filter((item) => item.count === 0).map(({ zero }) => zero),
        );
        return (
          <details key={name} open={report.scenarios.length === 1}>
            <summary>
              {visible(name)}{' '}
              <span class="dim">
                {zeroes.length + missing.length === 0
                  ? 'everything reached'
                  : `${zeroes.length + missing.length} never reached`}
                , counted over {count(runs, 'run')}
              </span>
            </summary>
            {missing.length > 0 && (
              <>
                <h3>Declared, and never reached</h3>
                <ul>
                  {missing.map((what) => (
                    <li key={what}>{visible(what)}</li>
                  ))}
                </ul>
              </>
            )}
            {undecided.length > 0 && (
              <>
                <h3>Limits that were reached</h3>
                <ul>
                  {undecided.map((what) => (
                    <li key={what}>{visible(what)}</li>
                  ))}
                </ul>
              </>
            )}
            {zeroes.length > 0 && (
              <>
                <h3>Never happened in {runs === 1 ? 'this run' : `any of these ${runs.toLocaleString('en')} runs`}</h3>
                <ul class="zeroes">
                  {zeroes.map((zero) => (
                    <li key={zero}>{visible(zero)}</li>
                  ))}
                </ul>
              </>
            )}
            <div class="groups">
              {coverage.map((group) => (
                <Group key={group.name} group={group} />
              ))}
            </div>
            {advice.length > 0 && (
              <>
                <h3>Advice</h3>
                <ul>
                  {advice.map(({ message, times }) => (
                    <li key={message}>
                      {visible(message)} <span class="dim">({times}×)</span>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </details>
        );
      })}
    </section>
  );
}

function Group({ group }: { readonly group: CoverageGroup }): JSX.Element | null {
  const reached = group.items.filter((item) => item.count > 0);
  if (reached.length === 0) return null;
  return (
    <table class="reached">
      <caption>{visible(group.name)}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">what</th>
          <th scope="col">how often</th>
        </tr>
      </thead>
      <tbody>
        {reached.map(({ name, count: times }) => (
          <tr key={name}>
            <th scope="row">{visible(name)}</th>
            <td class="number">{times.toLocaleString('en')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
