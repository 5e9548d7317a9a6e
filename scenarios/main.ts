import type { Scenario } from '../sim/index.ts';
import { runCommand } from '../sim/cli/command.ts';
import { ALL, AS_PUBLISHED } from './everything.ts';

const PUBLISHED = '--as-published';
const args = process.argv.slice(2);

process.exitCode = await runCommand(
  scenariosFor(args),
  args.filter((arg) => arg !== PUBLISHED),
  new URL('everything.ts', import.meta.url).href,
);

/** What is searched without being named is what must hold; the guide's own listings are known to be broken. */
function scenariosFor(options: readonly string[]): readonly Scenario[] {
  if (options.includes(PUBLISHED)) return AS_PUBLISHED;
  const names = ['--scenario', '--replay', '--promote'].some((option) => options.includes(option));
  return names ? [...ALL, ...AS_PUBLISHED] : ALL;
}
