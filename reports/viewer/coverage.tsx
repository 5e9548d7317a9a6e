import type { JSX } from 'preact';
import type { CoverageGroup, Report } from '../data/report.ts';
import { unreachedGroups, type UnreachedGroup } from '../data/unreached.ts';
import { visible } from '../../sim/trace/visible.ts';
import { count } from '../../sim/core/count.ts';

/** What the runs reached, and first what they did not. */
export function Coverage({ report }: { readonly report: Report }): JSX.Element {
  const { scenarios } = report;
  return (
    <section id="coverage" aria-labelledby="coverage-title">
      <h2 id="coverage-title">What the runs reached</h2>
      <p class="lead">What no run has reached is not shown to be safe. It comes first.</p>
      <Lines groups={unreachedGroups(report)} />
      {scenarios.map((scenario) => (
        <ScenarioCoverage key={scenario.name} scenario={scenario} isOpen={scenarios.length === 1} />
      ))}
    </section>
  );
}

/** The lines of user code that no run reached, where they were measured. */
function Lines({ groups }: { readonly groups: readonly UnreachedGroup[] | undefined }): JSX.Element | null {
  if (groups === undefined) return null;
  return (
    <>
      <h3 id="lines">Lines that no run reached</h3>
      <p class="dim">
        {groups.length === 0
          ? 'Every line of the handlers, and of what their files import, ran.'
          : 'In the files of the handlers, and in what these import:'}
      </p>
      <ul>
        {groups.map(({ file, lines, handler }) => (
          <li key={`${file}${handler}`}>
            <code>{visible(file)}</code>
            {visible(`${handler}: ${lines}`)}
          </li>
        ))}
      </ul>
    </>
  );
}

function ScenarioCoverage({
  scenario: { name, coverage, missing, undecided, waived, marks, advice, runs },
  isOpen,
}: {
  readonly scenario: Report['scenarios'][number];
  readonly isOpen: boolean;
}): JSX.Element {
  const zeroes = coverage.flatMap(({ items }) => items.filter((item) => item.count === 0).map(({ zero }) => zero));
  const never = zeroes.length + missing.length;
  return (
    <details open={isOpen}>
      <summary>
        {visible(name)}{' '}
        <span class="dim">
          {never === 0 ? 'everything reached' : `${never} never reached`} in {count(runs, 'run')}
        </span>
      </summary>
      <List title="Declared, and never reached" items={missing} />
      <List title="Limits that were reached" items={undecided} />
      <List title="Left waiting at the end, and waived" items={waived} />
      <List title="Allowed to leave the simulation" items={marks} />
      <List
        title={`Never happened in ${runs === 1 ? 'this run' : `any of these ${runs.toLocaleString('en')} runs`}`}
        items={zeroes}
        isShort
      />
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
}

function List({
  title,
  items,
  isShort = false,
}: {
  readonly title: string;
  readonly items: readonly string[];
  /** Whether the items fit into columns. */
  readonly isShort?: boolean;
}): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ul class={isShort ? 'zeroes' : ''}>
        {items.map((item) => (
          <li key={item}>{visible(item)}</li>
        ))}
      </ul>
    </>
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
          <th scope="col">event</th>
          <th scope="col">times</th>
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
