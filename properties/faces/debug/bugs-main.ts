/** The command line over the corpus of bugs. */
import { runCommand } from '../../../sim/cli/command.ts';
import { BUGS } from '../../search/bugs/catalogue.ts';

process.exitCode = await runCommand(
  BUGS.map(({ broken }) => broken),
  process.argv.slice(2),
);
