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

## Allow what is refused

Stub the step where you can. Where a handler needs the real thing, such as a local database, \`allow\` lets it through:

    npx restate-sim run ./my-services.ts --allow network,files

| kind | what it lets through |
| --- | --- |
| \`network\` | requests that no stub answers, sockets, DNS, UDP, listening, \`WebSocket\` |
| \`processes\` | child processes, signals to other processes |
| \`threads\` | worker threads |
| \`native\` | native modules that a handler loads; those that a module loads before the run need nothing |
| \`files\` | files and databases in files, which are noticed otherwise |

The option is for \`run\`, \`replay\` and \`report\`; \`allow: ['network']\` is an option of \`scenario\`, \`property\`, \`test.sim\`,
\`simOptions\` of the fixture, \`Simulation\` and \`RestateTestEnvironment\`, and a field of hints and of the config. All of them add
up. Changes of the process are always refused.

- **The result is marked.** Text, JSON (\`allowed\`), JUnit, the job summary and the report name what was used, in how many runs
  and at which lines, and what was allowed and not used. No seed repeats what comes from there, so an exact repetition is not promised:
  a finding whose trace is another one when it is run again says that this is the reason.
- **The world waits in real time** for what is in flight, before virtual time passes: 10 s, or \`limits.outsideMs\`. After
  that a timeout of the handler ends the wait. Where it has none, the run is undecided, and the sentence names the call.
- **What a handler gets in callbacks** of sockets, requests, child processes and threads stays simulated. \`fetch\`, undici and
  \`WebSocket\` work outside of the simulation, and so do listeners of a \`WebSocket\`.
- **A file allows nothing.** A finding says what its run used. Its replay is refused until the scenario, the config or \`--allow\`
  allows the same, so a finding of a colleague reaches nothing that you did not allow.

With \`--engine server\` handlers run outside of a simulation, and nothing is refused.
`;
