import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { subjectOf } from '../data/steps.ts';
import { visible } from '../../sim/trace/visible.ts';
import { usePrinting } from './paper.tsx';
import type { RunModel } from './run-model.ts';
import { durationText } from '../../sim/core/duration-text.ts';
import { short } from '../../sim/trace/words/payload-text.ts';

/** The picture as a table: the same steps in the same order, with the same selection. */
export function TraceTable({
  model: { steps, startMs, breakAt, lines, narration },
  drawn,
  step,
  onPick,
}: {
  readonly model: RunModel;
  readonly drawn: readonly number[];
  readonly step: number;
  readonly onPick: (step: number) => void;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const prints = usePrinting();
  // On paper nothing can be unfolded.
  const rows = prints ? steps.map(({ index }) => index) : drawn;
  return (
    <details class="trace" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>All steps as a table</summary>
      {(open || prints) && (
        <div class="scroll tall" tabIndex={0} role="group" aria-label="Steps, may scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">step</th>
                <th scope="col">time</th>
                <th scope="col">invocation</th>
                <th scope="col">what happened</th>
                {lines.areKnown && <th scope="col">line of code</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((index, row) => {
                const each = steps[index];
                if (each === undefined) return null;
                return (
                  <tr
                    key={index}
                    class={`${index === step ? 'picked' : ''}${index === breakAt ? ' wrong' : ''}`}
                    aria-current={index === step ? 'step' : undefined}
                  >
                    <td>
                      <button type="button" class="link" onClick={() => onPick(index)}>
                        {row + 1}
                      </button>
                    </td>
                    <td class="number">{durationText(each.atMs - startMs)}</td>
                    <td>{short(subjectOf(each) ?? '', 24)}</td>
                    <td>
                      {index === breakAt && <b>✗ It breaks here. </b>}
                      {narration.step(each)}
                    </td>
                    {lines.areKnown && (
                      <td>
                        <span class="source">
                          {visible([...new Set(each.events.flatMap((event) => lines.of(event) ?? []))].join(', '))}
                        </span>
                      </td>
                    )}
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
