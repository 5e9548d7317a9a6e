import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { compare, type Pair } from '../data/compare.ts';
import { withoutIdleSteps } from '../data/idle.ts';
import { Narration } from '../data/narration.ts';
import type { Exhibit, ShownRun } from '../data/report.ts';
import { startOf, stepsOf, type Step } from '../data/steps.ts';
import { visible } from '../../sim/trace/visible.ts';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/** Like steps are shown around a difference, and folded elsewhere. */
const AROUND = 2;
const MAX_ROWS = 300;

/** The run next to the most similar run that holds. */
export function Comparison({
  run,
  nearest,
  onPick,
}: {
  readonly run: ShownRun;
  readonly nearest: NonNullable<Exhibit['nearest']>;
  readonly onPick: (step: number) => void;
}): JSX.Element {
  const rows = useMemo(() => rowsOf(run, nearest.run), [run, nearest]);
  const differing = rows.reduce((sum, row) => sum + (row.kind === 'different' ? 1 : 0), 0);
  return (
    <details class="comparison" open>
      <summary>Comparison with the nearest run that holds</summary>
      <p>
        <b>{visible(nearest.difference)}</b>, everything holds. {count(differing, 'step')}{' '}
        {differing === 1 ? 'differs and is marked' : 'differ and are marked'}.
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Comparison, may scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">this run, ✗ broken</th>
              <th scope="col">the nearest run, ✓ held</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, MAX_ROWS).map((row, index) =>
              row.kind === 'folded' ? (
                <tr key={index} class="alike">
                  <td colSpan={2}>⋯ {count(row.steps, 'equal step')}</td>
                </tr>
              ) : (
                <tr key={index} class={row.kind}>
                  <Side side={row.left} onPick={onPick} />
                  <Side side={row.right} />
                </tr>
              ),
            )}
          </tbody>
        </table>
      </div>
      {rows.length > MAX_ROWS && <p class="dim">{count(rows.length - MAX_ROWS, 'more row')} not shown.</p>}
    </details>
  );
}

/** A step of one of the runs, in words. */
interface SideText {
  readonly step: number;
  /** Time since the start of its run, in ms. */
  readonly ms: number;
  readonly text: string;
}

type Row =
  | { readonly kind: 'folded'; readonly steps: number }
  | {
      readonly kind: 'different' | 'equal';
      readonly left: SideText | undefined;
      readonly right: SideText | undefined;
    };

/** @returns the rows of the table: equal steps far from a difference are folded */
function rowsOf(broken: ShownRun, held: ShownRun): readonly Row[] {
  const [left, right] = [sidesOf(broken), sidesOf(held)];
  const pairs = compare(left.steps, right.steps);
  const isDifferent = (pair: Pair): boolean => pair.left === undefined || pair.right === undefined;
  const rows: Row[] = [];
  let folded = 0;
  const fold = (): void => {
    if (folded > 0) rows.push({ kind: 'folded', steps: folded });
    folded = 0;
  };
  for (const [index, pair] of pairs.entries()) {
    if (!pairs.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(isDifferent)) {
      folded++;
      continue;
    }
    fold();
    const kind = isDifferent(pair) ? 'different' : 'equal';
    rows.push({ kind, left: left.side(pair.left), right: right.side(pair.right) });
  }
  fold();
  return rows;
}

function sidesOf(run: ShownRun): {
  readonly steps: readonly Step[];
  readonly side: (index: number | undefined) => SideText | undefined;
} {
  const steps = withoutIdleSteps(stepsOf(run));
  const narration = new Narration(steps);
  const startMs = startOf(run.events);
  return {
    steps,
    side: (index) => {
      const step = index === undefined ? undefined : steps[index];
      return step && { step: step.index, ms: step.atMs - startMs, text: short(narration.step(step), 180) };
    },
  };
}

function Side({
  side,
  onPick,
}: {
  readonly side: SideText | undefined;
  readonly onPick?: (step: number) => void;
}): JSX.Element {
  if (side === undefined) return <td class="nothing">–</td>;
  const time = durationText(side.ms);
  return (
    <td>
      {onPick === undefined ? (
        <span class="dim">{time}</span>
      ) : (
        <button type="button" class="link" onClick={() => onPick(side.step)}>
          {time}
        </button>
      )}{' '}
      {side.text}
    </td>
  );
}
