import { ROWS } from './rows.ts';
import type { Row } from './row.ts';

/** The page that lists every way out of the simulation. */
export const PAGE: URL = new URL('../../../docs/ways-out.md', import.meta.url);

/** @returns the text of the page, before it is formatted */
export function pageText(): string {
  const topics = ROWS.map(
    ([title, rows]) => `## ${title}\n\n| way | | |\n| --- | --- | --- |\n${rows.map(lineOf).join('\n')}\n`,
  );
  return [HEAD, ...topics].join('\n');
}

function lineOf({ way, class: kind, says }: Row): string {
  const words = kind === 'harmless' ? says : `"${says}"`;
  return `| ${way} | ${kind} | ${words} |`;
}

const COUNTS = (['refused', 'noticed', 'harmless'] as const).map(
  (kind) => ROWS.flatMap(([, rows]) => rows).filter((row) => row.class === kind).length,
);

const HEAD = `# Ways out of the simulation

What a handler can reach outside of its context, and what a search says of it. A test runs a service for each line.

- **refused** (${COUNTS[0]}): the call throws. Where the handler cannot go on without it, the run is _undecided_: the sentence names the
  call, its line, and what to stub. Mocks of your test are not refused.
- **noticed** (${COUNTS[1]}): the call goes through, and a finding or advice names it. What it does in the real world is not repeated by
  a seed: files that are written stay, and an answer that comes in real time may come at another moment.
- **harmless** (${COUNTS[2]}): for the reason in the last column.

The quoted words are a part of what the search prints. Not seen are: functions of CommonJS modules that were taken out of
\`child_process\` or \`fs\` before the first world in their synchronous forms (\`const { execFileSync } = require(...)\`); what native
modules and internal bindings of Node do; and work that a module began when it was loaded, while no handler runs.

No option allows what is refused. Stub the step, or run the scenario with \`--engine server\`, where handlers run outside of a
simulation.
`;
