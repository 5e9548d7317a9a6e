import { runCommand } from '../../../sim/cli/command.ts';
import { scenarios } from './isolated.ts';

/** A program of its own: a test runner would load modules in its own way. */
process.exitCode = await runCommand(scenarios, process.argv.slice(2), new URL('isolated.ts', import.meta.url).href);
