import { runCommand } from '../../sim/cli/command.ts';
import { AS_PUBLISHED } from './index.ts';

process.exitCode = await runCommand(AS_PUBLISHED, process.argv.slice(2));
