import { runCommand } from '../../../sim/cli/command.ts';
import { leakyScenario, tidyScenario } from './planted-bugs.ts';

/** `npm run sim` on scenarios with a planted bug, for the test of what it reports about their findings. */
process.exitCode = await runCommand(
  [leakyScenario, tidyScenario],
  process.argv.slice(2),
  new URL('planted-bugs.ts', import.meta.url).href,
);
