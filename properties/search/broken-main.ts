import { runCommand } from '../../sim/cli/command.ts';
import { BROKEN } from './broken-scenarios.ts';

/** `npm run sim` on one definition with a planted bug, which the first argument names; for the tests of the command. */
const [name = '', ...args] = process.argv.slice(2);
const scenario = BROKEN[name];
if (scenario === undefined) throw new Error(`There is no definition with a planted bug called "${name}".`);
process.exitCode = await runCommand([scenario], args);
