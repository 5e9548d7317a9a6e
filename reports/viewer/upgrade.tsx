import type { JSX } from 'preact';
import type { Report } from '../data/report.ts';
import type { ReportUpgrade, UpgradeHandler, UpgradeRow, UpgradeState } from '../data/upgrade.ts';
import { visible } from '../../sim/trace/visible.ts';
import { count } from '../../sim/core/count.ts';

/** Where a new version may be deployed: the two versions of each handler side by side. */
export function Upgrade({ report }: { readonly report: Report }): JSX.Element | null {
  const upgrades = report.scenarios.flatMap(({ upgrade }) => upgrade ?? []);
  if (upgrades.length === 0) return null;
  return (
    <section id="upgrade" aria-labelledby="upgrade-title">
      <h2 id="upgrade-title">Where the deploy is safe</h2>
      <p class="lead">
        A row is an entry of the journal. A mark says what happens when the new version arrives while an invocation
        stands there.
      </p>
      {upgrades.map((upgrade, index) => (
        <OneUpgrade key={index} upgrade={upgrade} />
      ))}
    </section>
  );
}

function OneUpgrade({
  upgrade: { deploys, points, handlers, never, before },
}: {
  readonly upgrade: ReportUpgrade;
}): JSX.Element {
  return (
    <>
      <p>
        {count(deploys, 'deploy')} at {count(points, 'point')} of {count(handlers.length, 'handler')}.
        {never.length > 0 && ` Never in flight at a deploy: ${never.map((handler) => visible(handler)).join(', ')}.`}
      </p>
      {before.length > 0 && <p>Without any upgrade the old version breaks: {visible(before[0] ?? '')}</p>}
      {handlers.map((handler) => (
        <Handler key={handler.handler} handler={handler} />
      ))}
    </>
  );
}

function Handler({ handler: { handler, routes, rows } }: { readonly handler: UpgradeHandler }): JSX.Element {
  const isSafe = routes.every((route) => route.isSafe);
  return (
    <details open={!isSafe} class="upgrade">
      <summary>
        <span class={isSafe ? 'sign held' : 'sign broken'}>{isSafe ? '✓ safe' : '✗ breaks'}</span> {visible(handler)}
      </summary>
      <ul>
        {routes.map(({ name, words }) => (
          <li key={name}>
            {visible(name)}: {visible(words)}
          </li>
        ))}
      </ul>
      <div class="wide">
        <table class="versions">
          <thead>
            <tr>
              <th scope="col">entry</th>
              <th scope="col">old version</th>
              <th scope="col">new version</th>
              {routes.map(({ name }) => (
                <th key={name} scope="col">
                  {visible(name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.entry} row={row} />
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Row({ row: { entry, old, next, states } }: { readonly row: UpgradeRow }): JSX.Element {
  return (
    <tr class={old === next ? '' : 'differs'}>
      <th scope="row">{entry}</th>
      <td>{old === undefined ? '' : <code>{visible(old)}</code>}</td>
      <td>{next === undefined ? '' : <code>{visible(next)}</code>}</td>
      {states.map((state, route) => (
        <td key={route} class={`state ${state}`}>
          {MARKS[state]}
        </td>
      ))}
    </tr>
  );
}

const MARKS: Readonly<Record<UpgradeState, string>> = {
  safe: '✓ safe',
  breaks: '✗ breaks',
  depends: '± depends',
  untried: '',
};
