import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { compare, type Pair } from '../data/compare.ts';
import { Narration } from '../data/narration.ts';
import type { Exhibit, ShownRun } from '../data/report.ts';
import { startOf, stepsOf, type Step } from '../data/steps.ts';
import { visible } from '../../sim/trace/visible.ts';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/** Steps that are alike are told around a difference, and folded elsewhere. */
const AROUND = 2;
const MOST_ROWS = 300;

/** The run beside the one that is most like it and holds. */
export function Comparison({
  left,
  nearest,
  onPick,
}: {
  readonly left: ShownRun;
  readonly nearest: NonNullable<Exhibit['nearest']>;
  readonly onPick: (step: number) => void;
}): JSX.Element {
  const { a, b, pairs, told } = useMemo(() => {
    const broken = stepsOf(left);
    const held = stepsOf(nearest.run);
    const told = { broken: new Narration(broken), held: new Narration(held) };
    return { a: broken, b: held, pairs: compare(broken, held), told };
  }, [left, nearest]);
  const isDifferent = (pair: Pair): boolean => pair.left === undefined || pair.right === undefined;
  const near = pairs.map((_, place) => pairs.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(isDifferent));
  const rows: JSX.Element[] = [];
  let alike = 0;
  for (const [place, pair] of pairs.entries()) {
    if (near[place] !== true) {
      alike++;
      continue;
    }
    if (alike > 0) rows.push(<Alike key={`alike ${place}`} steps={alike} />);
    alike = 0;
    rows.push(
      <tr key={place} class={isDifferent(pair) ? 'different' : ''}>
        <Side
          step={pair.left === undefined ? undefined : a[pair.left]}
          narration={told.broken}
          startMs={startOf(left.events)}
          onPick={onPick}
        />
        <Side
          narration={told.held}
          step={pair.right === undefined ? undefined : b[pair.right]}
          startMs={startOf(nearest.run.events)}
        />
      </tr>,
    );
  }
  if (alike > 0) rows.push(<Alike key="alike at the end" steps={alike} />);
  return (
    <details class="comparison" open>
      <summary>Beside the nearest run that holds</summary>
      <p>
        <b>{visible(nearest.difference)}</b>, everything holds. {count(pairs.filter(isDifferent).length, 'step')}{' '}
        differ; they begin with a sign.
      </p>
      <div class="scroll" tabIndex={0} role="group" aria-label="Comparison, may scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">this run, ✗ broken</th>
              <th scope="col">the nearest run, ✓ held</th>
            </tr>
          </thead>
          <tbody>{rows.slice(0, MOST_ROWS)}</tbody>
        </table>
      </div>
      {rows.length > MOST_ROWS && <p class="dim">{count(rows.length - MOST_ROWS, 'more row')} not shown.</p>}
    </details>
  );
}

function Alike({ steps }: { readonly steps: number }): JSX.Element {
  return (
    <tr class="alike">
      <td colSpan={2}>⋯ {count(steps, 'step')} alike</td>
    </tr>
  );
}

function Side({
  narration,
  step,
  startMs,
  onPick,
}: {
  readonly narration: Narration;
  readonly step: Step | undefined;
  readonly startMs: number;
  readonly onPick?: (step: number) => void;
}): JSX.Element {
  if (step === undefined) return <td class="nothing">–</td>;
  const text = short(narration.step(step), 180);
  const time = durationText(step.atMs - startMs);
  return (
    <td>
      {onPick === undefined ? (
        <span class="dim">{time}</span>
      ) : (
        <button type="button" class="link" onClick={() => onPick(step.index)}>
          {time}
        </button>
      )}{' '}
      {text}
    </td>
  );
}
