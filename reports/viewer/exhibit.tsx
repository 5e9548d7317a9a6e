import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { count } from '../../sim/core/count.ts';
import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { visible } from '../../sim/trace/visible.ts';
import { MAX_STEPS, type Exhibit } from '../data/report.ts';
import { shrinkingText } from '../data/verdict.ts';
import { Comparison } from './comparison.tsx';
import { DEFAULT_VIEW } from './controls.tsx';
import { Reproduce } from './reproduce.tsx';
import { modelOf } from './run-model.ts';
import { TraceTable } from './trace-table.tsx';
import { useShown } from './use-shown.ts';
import { Walk } from './walk.tsx';

/** One run in full: what it shows, its picture, its steps and charts, and how to run it again. */
export function ExhibitView({
  exhibit,
  charts,
  index,
  step: wanted,
  onStep,
}: {
  readonly exhibit: Exhibit;
  /** The limiters that are drawn. */
  readonly charts: readonly ChartSpec[];
  /** Position among the exhibits of the report. */
  readonly index: number;
  readonly step: number | undefined;
  readonly onStep: (step: number) => void;
}): JSX.Element {
  const model = useMemo(() => modelOf(exhibit.run, exhibit, charts), [exhibit]);
  const [view, setView] = useState(DEFAULT_VIEW);
  const { layout, step, drawn } = useShown(model, view, setView, wanted);
  const id = `run-${index + 1}`;
  return (
    <section class={`exhibit ${exhibit.kind}`} id={id} aria-labelledby={`${id}-title`}>
      <Introduction id={id} exhibit={exhibit} />
      {exhibit.run.leftOut > 0 && (
        <p class="warning">The last {count(exhibit.run.leftOut, 'event')} of this run are not part of this page.</p>
      )}
      {model.beyond.size > 0 && (
        <p class="warning">
          The first {count(model.beyond.size, 'step')} of this run are not drawn: the picture has at most{' '}
          {count(MAX_STEPS, 'step')}.
        </p>
      )}
      {model.steps.length > 0 && (
        <Walk
          {...{ id, model, layout, step, view, onStep }}
          isPicked={wanted !== undefined}
          onView={(next) => setView(next)}
        />
      )}
      {exhibit.nearest !== undefined && <Comparison run={exhibit.run} nearest={exhibit.nearest} onPick={onStep} />}
      <TraceTable model={model} drawn={drawn} step={step} onPick={onStep} />
      <Reproduce repeat={exhibit.repeat} isFinding={exhibit.kind === 'finding'} />
    </section>
  );
}

/** What the run shows, in sentences. */
function Introduction({ id, exhibit }: { readonly id: string; readonly exhibit: Exhibit }): JSX.Element {
  const { kind, scenario, invariant = '', message, nearest, handler, shrinking, confirmation, story } = exhibit;
  const isFinding = kind === 'finding';
  return (
    <>
      <h2 id={`${id}-title`}>
        {isFinding && <span class="sign broken">✗ broken</span>}{' '}
        {isFinding ? visible(invariant) : `A run of ${visible(scenario)}`}
      </h2>
      <p class="message">{visible(message)}</p>
      {nearest !== undefined && <p>{visible(nearest.difference)}, everything holds.</p>}
      <p class="dim">
        Scenario {visible(scenario)}
        {handler !== undefined && `, handler ${visible(handler)}`}.{' '}
        {shrinking !== undefined && shrinkingText(shrinking)}
      </p>
      {confirmation !== undefined && <p class="standing">{visible(confirmation.words)}</p>}
      {story.length > 0 && (
        <details open={isFinding}>
          <summary>The run in {count(story.length, 'line')}</summary>
          <ol class="story">
            {story.map((line, index) => (
              <li key={index}>{visible(line)}</li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}
