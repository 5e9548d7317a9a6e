import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ChartSpec } from '../../sim/trace/charts/chart-spec.ts';
import { futureOf, pastOf } from '../data/causes.ts';
import type { Exhibit } from '../data/report.ts';
import { stepOfEvent, subjectOf } from '../data/steps.ts';
import { visible } from '../../sim/trace/visible.ts';
import { shrinkingText } from '../data/verdict.ts';
import { layOut } from '../layout/layout.ts';
import { Charts } from './charts.tsx';
import { Comparison } from './comparison.tsx';
import { Controls, HELP } from './controls.tsx';
import { Diagram } from './diagram.tsx';
import { PanelView } from './panel.tsx';
import { Reproduce } from './reproduce.tsx';
import { modelOf } from './run-model.ts';
import { TraceTable } from './trace-table.tsx';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

const NOTHING: ReadonlySet<number> = new Set();

/** One run in full: its sentence, its picture, what each step did, its charts, and how to run it again. */
export function ExhibitView({
  exhibit,
  charts,
  place,
  step: wanted,
  onStep,
}: {
  readonly exhibit: Exhibit;
  /** What of its limiters is drawn. */
  readonly charts: readonly ChartSpec[];
  readonly place: number;
  readonly step: number | undefined;
  readonly onStep: (step: number) => void;
}): JSX.Element {
  const model = useMemo(() => modelOf(exhibit.run, exhibit, charts), [exhibit]);
  const { steps, breakAt, beside, beyond, startMs } = model;
  const [relevantOnly, setRelevantOnly] = useState(true);
  const [toScale, setToScale] = useState(false);
  const [dims, setDims] = useState(true);
  const [helps, setHelps] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const hidden = useMemo(
    () => (relevantOnly || beyond.size > 0 ? new Set([...beyond, ...(relevantOnly ? beside : [])]) : NOTHING),
    [model, relevantOnly],
  );
  const layout = useMemo(
    () => layOut(steps, { hidden, toScale, startMs, changes: model.changes }),
    [model, hidden, toScale],
  );
  const drawn = layout.columns.map((column) => column.step);
  const fallback = breakAt ?? drawn[0] ?? 0;
  const asked = Math.min(wanted ?? fallback, Math.max(0, steps.length - 1));
  const step = hidden.has(asked) ? (drawn.findLast((each) => each <= asked) ?? drawn[0] ?? 0) : asked;
  const current = steps[step];
  useEffect(() => {
    // A link to a step that is folded away unfolds it.
    if (wanted !== undefined && beside.has(wanted)) setRelevantOnly(false);
  }, [wanted]);
  // An ordinary run is seen as a whole until a step of it is picked.
  const isDimming = dims && (wanted !== undefined || breakAt !== undefined);
  const related = useMemo(
    () => (isDimming ? new Set([...pastOf(model.causes, [step]), ...futureOf(model.causes, step)]) : undefined),
    [model, isDimming, step],
  );
  const go = (by: number): void => {
    const at = drawn.indexOf(step);
    const next = drawn[Math.max(0, Math.min(drawn.length - 1, at + by))];
    if (next !== undefined) onStep(next);
  };
  const goTo = (found: number | undefined): void => {
    if (found !== undefined) onStep(found);
  };
  const sameLane = (by: 1 | -1): void => {
    const subject = current === undefined ? undefined : subjectOf(current);
    const others = drawn.filter((each) => {
      const other = steps[each];
      return other !== undefined && (by > 0 ? each > step : each < step) && subjectOf(other) === subject;
    });
    goTo(by > 0 ? others[0] : others.at(-1));
  };
  const troubles = drawn.filter((each) => steps[each]?.events.some(({ type }) => TROUBLES.has(type)) === true);
  const nextTrouble = (): void => goTo(troubles.find((each) => each > step) ?? troubles[0]);
  const find = (text: string): void => {
    const wantedText = text.toLowerCase();
    if (wantedText === '') return;
    const hits = drawn.filter(
      (each) => steps[each] !== undefined && model.narration.step(steps[each]).toLowerCase().includes(wantedText),
    );
    goTo(hits.find((each) => each > step) ?? hits[0]);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (
      event.ctrlKey ||
      event.metaKey ||
      event.altKey ||
      !(event.target instanceof Element) ||
      event.target.matches('input, select')
    )
      return;
    const action = KEYS[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action({
      go,
      sameLane,
      shift: event.shiftKey,
      first: () => goTo(drawn[0]),
      last: () => goTo(drawn.at(-1)),
      nextTrouble,
      toBreak: () => goTo(breakAt),
      search: () => search.current?.focus(),
      help: () => setHelps(!helps),
    });
  };
  const title = exhibit.kind === 'finding' ? visible(exhibit.invariant ?? '') : `A run of ${visible(exhibit.scenario)}`;
  const id = `run-${place + 1}`;
  const told = current === undefined ? '' : model.narration.step(current);
  const at = drawn.indexOf(step) + 1;
  return (
    <section class={`exhibit ${exhibit.kind}`} id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {exhibit.kind === 'finding' && <span class="sign broken">✗ broken</span>} {title}
      </h2>
      <p class="message">{visible(exhibit.message)}</p>
      {exhibit.nearest !== undefined && <p>{visible(exhibit.nearest.difference)}, everything holds.</p>}
      <p class="dim">
        Scenario {visible(exhibit.scenario)}
        {exhibit.handler !== undefined && `, handler ${visible(exhibit.handler)}`}.{' '}
        {exhibit.shrinking !== undefined && shrinkingText(exhibit.shrinking)}
      </p>
      {exhibit.confirmation !== undefined && <p class="standing">{visible(exhibit.confirmation.words)}</p>}
      {exhibit.story.length > 0 && (
        <details open={exhibit.kind === 'finding'}>
          <summary>The run in {count(exhibit.story.length, 'line')}</summary>
          <ol class="story">
            {exhibit.story.map((line, index) => (
              <li key={index}>{visible(line)}</li>
            ))}
          </ol>
        </details>
      )}
      {exhibit.run.leftOut > 0 && (
        <p class="warning">{count(exhibit.run.leftOut, 'event')} at the end of this run are not kept in this page.</p>
      )}
      {beyond.size > 0 && (
        <p class="warning">
          The first {count(beyond.size, 'step')} of this run are not drawn: a picture has at most 2,000.
        </p>
      )}
      {steps.length > 0 && (
        <div class="walk" onKeyDown={onKey}>
          <h3>Step by step</h3>
          <Controls
            id={id}
            at={at}
            of={drawn.length}
            go={go}
            toBreak={breakAt === undefined ? undefined : () => goTo(breakAt)}
            nextTrouble={troubles.length === 0 ? undefined : nextTrouble}
            find={find}
            search={search}
            beside={beside.size}
            relevantOnly={relevantOnly}
            onRelevantOnly={setRelevantOnly}
            toScale={toScale}
            onToScale={setToScale}
            dims={dims}
            onDims={setDims}
            helps={helps}
            onHelps={() => setHelps(!helps)}
          />
          {helps && <HELP />}
          <p class="status" role="status" tabIndex={0}>
            Step {at} of {drawn.length} at {durationText((current?.atMs ?? startMs) - startMs)}
            {step === breakAt ? ', where it breaks' : ''}: {short(told, 400)}
          </p>
          <div class="stage">
            <div class="left">
              <div class="picture">
                <Diagram
                  id={`${id}-picture`}
                  layout={layout}
                  step={step}
                  breakAt={breakAt}
                  shows={model.shows}
                  related={related}
                  label={`Space-time diagram of ${count(steps.length, 'step')}, ${count(layout.bands.length, 'band')} of lanes. The table of steps below says the same.`}
                  onPick={onStep}
                />
              </div>
              <Charts
                charts={model.charts}
                seq={current?.events.at(-1)?.seq ?? 0}
                onPick={(seq) => goTo(stepOfEvent(steps, seq))}
              />
            </div>
            <PanelView model={model} step={step} />
          </div>
        </div>
      )}
      {exhibit.nearest !== undefined && <Comparison left={exhibit.run} nearest={exhibit.nearest} onPick={onStep} />}
      <TraceTable model={model} drawn={drawn} step={step} onPick={onStep} />
      <Reproduce repeat={exhibit.repeat} isFinding={exhibit.kind === 'finding'} />
    </section>
  );
}

const TROUBLES: ReadonlySet<string> = new Set([
  'trouble',
  'attempt failed',
  'killed',
  'cancel requested',
  'paused',
  'zombie',
  'abandoned',
  'limit',
]);

interface Moves {
  readonly go: (by: number) => void;
  readonly sameLane: (by: 1 | -1) => void;
  readonly shift: boolean;
  readonly first: () => void;
  readonly last: () => void;
  readonly nextTrouble: () => void;
  readonly toBreak: () => void;
  readonly search: () => void;
  readonly help: () => void;
}

const KEYS: Readonly<Record<string, (moves: Moves) => void>> = {
  ArrowRight: ({ go, sameLane, shift }) => (shift ? sameLane(1) : go(1)),
  ArrowLeft: ({ go, sameLane, shift }) => (shift ? sameLane(-1) : go(-1)),
  Home: ({ first }) => first(),
  End: ({ last }) => last(),
  n: ({ nextTrouble }) => nextTrouble(),
  v: ({ toBreak }) => toBreak(),
  '/': ({ search }) => search(),
  '?': ({ help }) => help(),
};
