import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';
import { futureOf, pastOf } from '../data/causes.ts';
import { stepOfEvent } from '../data/steps.ts';
import type { Layout } from '../layout/geometry.ts';
import { Charts } from './charts.tsx';
import { Controls, type View } from './controls.tsx';
import { Diagram } from './diagram.tsx';
import { KeyList, moveOf } from './keys.tsx';
import { Moves } from './moves.ts';
import { PanelView } from './panel.tsx';
import type { RunModel } from './run-model.ts';

/** A run step by step: its picture, its charts, and the picked step in words. */
export function Walk({
  id,
  model,
  layout,
  step,
  isPicked,
  view,
  onView,
  onStep,
}: {
  readonly id: string;
  readonly model: RunModel;
  readonly layout: Layout;
  readonly step: number;
  /** Whether the reader has picked the step. */
  readonly isPicked: boolean;
  readonly view: View;
  readonly onView: (view: View) => void;
  readonly onStep: (step: number) => void;
}): JSX.Element {
  const { steps, breakAt, unrelated } = model;
  const [showsKeys, setShowsKeys] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const drawn = useMemo(() => layout.columns.map((column) => column.step), [layout]);
  const moves = new Moves(model, drawn, step);
  const goTo = (found: number | undefined): void => {
    if (found !== undefined) onStep(found);
  };
  const onKey = (event: KeyboardEvent): void => {
    const move = moveOf(event);
    if (move === undefined) return;
    event.preventDefault();
    if (move === 'search') search.current?.focus();
    else if (move === 'keys') setShowsKeys(!showsKeys);
    else goTo(move === 'break' ? breakAt : move(moves));
  };
  const current = steps[step];
  return (
    <div class="walk" onKeyDown={onKey}>
      <h3>Step by step</h3>
      <Controls
        id={id}
        at={drawn.indexOf(step) + 1}
        of={drawn.length}
        moves={moves}
        goTo={goTo}
        breakAt={breakAt}
        search={search}
        unrelated={unrelated.size}
        view={view}
        onView={onView}
        showsKeys={showsKeys}
        onKeys={() => setShowsKeys(!showsKeys)}
      />
      {showsKeys && <KeyList />}
      <Status model={model} step={step} at={drawn.indexOf(step) + 1} of={drawn.length} />
      <div class="stage">
        <div class="picture">
          <Picture {...{ id, model, layout, step, isPicked, view, onStep }} />
        </div>
        <PanelView model={model} step={step} />
        <Charts
          charts={model.charts}
          seq={current?.events.at(-1)?.seq ?? 0}
          onPick={(seq) => goTo(stepOfEvent(steps, seq))}
        />
      </div>
    </div>
  );
}

/** The picked step in one line, which a screen reader reads out. */
function Status({
  model: { steps, startMs, breakAt, narration },
  step,
  at,
  of,
}: {
  readonly model: RunModel;
  readonly step: number;
  readonly at: number;
  readonly of: number;
}): JSX.Element {
  const current = steps[step];
  return (
    <p class="status" role="status" tabIndex={0}>
      Step {at} of {of} at {durationText((current?.atMs ?? startMs) - startMs)}
      {step === breakAt ? ', where it breaks' : ''}: {short(current === undefined ? '' : narration.step(current), 400)}
    </p>
  );
}

function Picture({
  id,
  model,
  layout,
  step,
  isPicked,
  view,
  onStep,
}: {
  readonly id: string;
  readonly model: RunModel;
  readonly layout: Layout;
  readonly step: number;
  readonly isPicked: boolean;
  readonly view: View;
  readonly onStep: (step: number) => void;
}): JSX.Element {
  // A run that held is shown as a whole until the reader picks a step.
  const dims = view.dims && (isPicked || model.breakAt !== undefined);
  const related = useMemo(
    () => (dims ? new Set([...pastOf(model.causes, [step]), ...futureOf(model.causes, step)]) : undefined),
    [model, dims, step],
  );
  const size = `${count(model.steps.length, 'step')}, ${count(layout.bands.length, 'band')} of lanes`;
  return (
    <Diagram
      id={`${id}-picture`}
      layout={layout}
      step={step}
      breakAt={model.breakAt}
      shows={model.shows}
      related={related}
      label={`Space-time diagram of ${size}. The table of steps below has the same content.`}
      onPick={onStep}
    />
  );
}
