/** The command line over the till. */
import { runCommand } from '../../../sim/cli/command.ts';
import { tills } from './tills.ts';

process.exitCode = await runCommand([tills], process.argv.slice(2), new URL('tills.ts', import.meta.url).href);
