import { runCommand } from '../../../sim/cli/command.ts';
import { CASES } from './cases.ts';

/** `npm run sim` on the scenarios of the examples, for the test of what their reports say on repeating them. */
process.exitCode = await runCommand(
  CASES.map(({ scenario }) => scenario),
  process.argv.slice(2),
);
