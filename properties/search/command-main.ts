import { runCommand } from '../../sim/cli/command.ts';
import { scenarios } from './command-worlds.ts';

/** `npm run sim` on a few scenarios, some of them odd; for the tests of the command with workers, signals and debuggers. */
process.exitCode = await runCommand(
  scenarios,
  process.argv.slice(2),
  new URL('command-worlds.ts', import.meta.url).href,
);
