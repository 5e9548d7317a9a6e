import { runCommand } from '../../../sim/cli/command.ts';
import { lossyScenario, muteScenario, twoStepsScenario } from './scenarios.ts';

/** `npm run sim` on small scenarios, for the tests of its engine `server`; another module may be named for the workers. */
const [module = '', ...args] = process.argv.slice(2);
process.exitCode = await runCommand(
  [lossyScenario, muteScenario, twoStepsScenario],
  args,
  new URL(module === '' ? 'scenarios.ts' : module, import.meta.url).href,
);
