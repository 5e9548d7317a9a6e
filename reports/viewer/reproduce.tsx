import type { JSX } from 'preact';
import type { Repeat } from '../data/report.ts';
import { jsonText } from '../../sim/trace/json.ts';
import { visible } from '../../sim/trace/visible.ts';
import { Copy } from './copy.tsx';

/** How to run it again: as a command, as a test, as data. */
export function Reproduce({
  repeat,
  isFinding,
}: {
  readonly repeat: Repeat;
  readonly isFinding: boolean;
}): JSX.Element {
  return (
    <div class="reproduce">
      <h3>Run it again</h3>
      {isFinding && (
        <>
          <Copy text={visible(repeat.shell)} label="command" />
          {repeat.shell.includes('.json') && (
            <p class="dim">
              The search has saved this file where it ran. Without the file, use the test below, or repeat the whole
              search with the command at the top of this page.
            </p>
          )}
        </>
      )}
      <details>
        <summary>As a vitest test</summary>
        <Copy text={visible(repeat.vitest, true)} label="vitest test" />
      </details>
      <details>
        <summary>The plan as JSON</summary>
        <Copy text={jsonText(repeat.plan, 2)} label="plan as JSON" />
      </details>
    </div>
  );
}
