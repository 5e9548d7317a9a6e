import { runCommand } from '../sim/cli/command.ts';
import { ALL } from './index.ts';

process.exitCode = await runCommand(ALL, process.argv.slice(2), new URL('index.ts', import.meta.url).href);
