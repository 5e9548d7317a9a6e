/**
 * Runs every stored plan again and stores its message and its trace hash: `node properties/guide/as-published/refresh.ts`,
 * then `write.ts`. Use it when only words or the trace have changed; a plan that breaks nothing any more is an error, and
 * needs `find.ts`.
 */
import { writeFileSync } from 'node:fs';
import { PLANS, storedFindings } from './store.ts';
import { shownAgain } from './shown-again.ts';

const lines: string[] = [];
for (const finding of storedFindings()) {
  const { result, fault } = await shownAgain(finding);
  if (fault === undefined)
    throw new Error(
      `Line ${finding.number} does not break "${finding.invariant}" any more: search again with find.ts.`,
    );
  const { number: _number, cause: _cause, ...file } = finding;
  lines.push(JSON.stringify({ ...file, message: fault.message, traceHash: result.hash }));
}
writeFileSync(PLANS, `${lines.join('\n')}\n`);
