import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Change } from '../data/json-changes.ts';
import { panelOf, type Panel } from '../data/panel.ts';
import { visible } from '../../sim/trace/visible.ts';
import type { SourceLines } from '../../sim/trace/source-lines.ts';
import type { RunModel } from './run-model.ts';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';
import { targetText } from '../../sim/trace/words/target-text.ts';

/** Everything about one step: what happened, what it changed, and the world after it. */
export function PanelView({ model, step }: { readonly model: RunModel; readonly step: number }): JSX.Element | null {
  const panel = useMemo(() => panelOf(model.steps, step, model.lines), [model, step]);
  if (panel === undefined) return null;
  const lastSeq = model.steps[step]?.events.at(-1)?.seq ?? -1;
  const readings = model.charts.flatMap(({ kind, title, dots }) => {
    const dot = dots.findLast(({ seq }) => seq <= lastSeq);
    return dot === undefined || kind === 'queue' ? [] : [{ title, label: dot.label, broken: dot.kind === 'broken' }];
  });
  return (
    <div class="panel" role="group" aria-label="This step" tabIndex={0}>
      <h4>What happened</h4>
      <ul>
        {panel.texts.map(({ text, line }, index) => (
          <li key={index}>
            {text} <Line line={line} />
          </li>
        ))}
      </ul>
      <State panel={panel} />
      <Journal panel={panel} lines={model.lines} />
      {readings.length > 0 && (
        <>
          <h4>Limits so far</h4>
          <ul>
            {readings.map(({ title, label, broken }) => (
              <li key={title} class={broken ? 'wrong' : ''}>
                {title}: {broken ? '✗ ' : ''}
                {label}
              </li>
            ))}
          </ul>
        </>
      )}
      <Otherwise panel={panel} />
      <Around panel={panel} startMs={model.startMs} />
    </div>
  );
}

/** A line of user code. */
function Line({ line }: { readonly line: string | undefined }): JSX.Element | null {
  return line === undefined ? null : <span class="source">{visible(line)}</span>;
}

function State({ panel: { changes, state } }: { readonly panel: Panel }): JSX.Element | null {
  if (changes.length === 0 && state.length === 0) return null;
  return (
    <>
      {changes.length > 0 && <h4>Changes</h4>}
      {changes.map(({ key, name, changes: parts }) => (
        <table class="diff" key={`${key} ${name}`}>
          <caption>
            {short(key, 60)} · <b>{short(name, 40)}</b>
          </caption>
          <thead class="hidden">
            <tr>
              <th scope="col">field</th>
              <th scope="col">before</th>
              <th scope="col">after</th>
            </tr>
          </thead>
          <tbody>
            {parts.map((part) => (
              <Difference key={part.path} change={part} />
            ))}
          </tbody>
        </table>
      ))}
      {state.length > 0 && (
        <details>
          <summary>State of {short(state[0]?.key ?? '', 50)} after this step</summary>
          <dl class="values">
            {state.map(({ name, value }) => (
              <div key={name}>
                <dt>{short(name, 60)}</dt>
                <dd>
                  <code>{value}</code>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Difference({ change: { path, from, to } }: { readonly change: Change }): JSX.Element {
  return (
    <tr>
      <th scope="row">{path === '' ? 'value' : path}</th>
      <td class="from">{from === undefined ? <i>not set</i> : <del>{from}</del>}</td>
      <td class="to">{to === undefined ? <i>removed</i> : <ins>{to}</ins>}</td>
    </tr>
  );
}

/** Rows of a journal, at most. */
const MAX_ROWS = 14;

/** The journal of the invocation that the step is about, up to this step. */
function Journal({
  panel: { invocation },
  lines,
}: {
  readonly panel: Panel;
  readonly lines: SourceLines;
}): JSX.Element | null {
  if (invocation === undefined) return null;
  const { journal, replayed, attempt, status, target } = invocation;
  const hiddenRows = Math.max(0, journal.length - MAX_ROWS);
  return (
    <>
      <h4>
        Journal of {targetText(target)} <span class="dim">({short(invocation.invocation, 30)})</span>
      </h4>
      <p class="dim">
        {attempt === 0 ? 'not started' : `attempt ${attempt}`}, {short(status, 80)}
      </p>
      <ol class="journal" start={hiddenRows}>
        {journal.slice(hiddenRows).map((row, index, rows) => {
          const isReplayed = attempt > 1 && row.index < replayed;
          const isLast = index === rows.length - 1;
          return (
            <li key={row.index} class={`${isReplayed ? 'replayed' : ''}${isLast ? ' cursor' : ''}`}>
              <span class="index">{row.index}</span> <b>{row.name}</b> <code>{row.label}</code>
              {row.result !== undefined && <span class="result"> → {short(row.result, 120)}</span>}
              {isReplayed && <span class="tag">replayed</span>}
              {row.entry !== undefined && <Line line={lines.ofEntry(invocation.invocation, row.entry, attempt)} />}
              {isLast && <span class="tag">end of the journal</span>}
            </li>
          );
        })}
      </ol>
      {hiddenRows > 0 && <p class="dim">{count(hiddenRows, 'earlier entry', 'earlier entries')} not shown.</p>}
    </>
  );
}

/** The choice behind the step: the other steps that were possible. */
function Otherwise({ panel: { move } }: { readonly panel: Panel }): JSX.Element | null {
  if (move === undefined) return null;
  const { ready, taken, choices } = move;
  return (
    <>
      <h4>Possible next steps</h4>
      {ready === undefined ? (
        <p class="dim">No other step was possible.</p>
      ) : (
        <>
          <p class="dim">Each as invocation#attempt: its next step.</p>
          <ol class="ready">
            {ready.map((address, index) => (
              <li key={index} class={index === taken ? 'taken' : ''}>
                <code>{short(address, 80)}</code>
                {index === taken && <span class="tag">chosen</span>}
              </li>
            ))}
          </ol>
        </>
      )}
      {choices?.map(({ kind, address, options, chosen }) => (
        <p key={`${kind} ${address}`}>
          Choice <b>{kind}</b> of <code>{short(address, 60)}</code>: option {chosen} of 0 to {options - 1}; 0 is the
          quiet one.
        </p>
      ))}
    </>
  );
}

function Around({
  panel: { locks, pending },
  startMs,
}: {
  readonly panel: Panel;
  readonly startMs: number;
}): JSX.Element | null {
  if (locks.length === 0 && pending.length === 0) return null;
  return (
    <details open={locks.some(({ queue }) => queue.length > 0)}>
      <summary>Locks and timers</summary>
      <ul>
        {locks.map(({ key, holder, queue }) => (
          <li key={key}>
            lock of {short(key, 50)}: {holder === undefined ? 'free' : `held by ${short(holder, 40)}`}
            {queue.length > 0 && `, ${queue.map((each) => short(each, 30)).join(', ')} waiting`}
          </li>
        ))}
        {pending.map(({ what, dueMs }) => (
          <li key={what}>
            {visible(what)} at {durationText(dueMs - startMs)}
          </li>
        ))}
      </ul>
    </details>
  );
}
