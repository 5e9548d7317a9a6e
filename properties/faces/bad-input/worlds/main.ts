import { runCommand } from '../../../../sim/cli/command.ts';
import { scenario } from '../../../../sim/simulation/scenario/scenario.ts';
import { odd } from './handlers.ts';

/** Runs one odd handler from the command line: `node run.ts HANDLER [options]`. */
const [handler = '', ...options] = process.argv.slice(2);

process.exitCode = await runCommand(
  [
    scenario(handler, {
      services: [odd],
      operations: ({ call }) => [call(odd, handler as 'throwText', { key: 'k', input: undefined })],
      // One request shows it; eight that write fifty megabytes each show it no better.
      clients: 1,
      maxOperations: 1,
    }),
  ],
  options,
);
