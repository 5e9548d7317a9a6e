import { UsageError } from '../core/errors.ts';
import type { UserCommands } from '../report/user-commands.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { similarNames } from './similar-names.ts';

/**
 * @param names names or patterns, in which `*` stands for anything; none means all
 * @returns the scenarios that are named, in their own order
 * @throws {UsageError} when there is none, or a name fits none
 */
export function chosen(
  scenarios: readonly Scenario[],
  names: readonly string[],
  { list }: UserCommands,
): readonly Scenario[] {
  if (scenarios.length === 0) throw new UsageError('SCENARIOS_REQUIRED', 'There are no scenarios to run.');
  if (names.length === 0) return scenarios;
  const known = scenarios.map((scenario) => scenario.name);
  const patterns = names.map((name) => ({ name, pattern: patternOf(name) }));
  const unknown = patterns.find(({ pattern }) => !known.some((name) => pattern.test(name)));
  if (unknown !== undefined) {
    const similar = similarNames(unknown.name, known).map((name) => `"${name}"`);
    const hint = similar.length === 0 ? '' : ` Did you mean ${similar.join(' or ')}?`;
    throw new UsageError(
      'UNKNOWN_SCENARIO',
      `No scenario is called "${unknown.name}".${hint} To see all names: \`${list}\`.`,
    );
  }
  return scenarios.filter((scenario) => patterns.some(({ pattern }) => pattern.test(scenario.name)));
}

function patternOf(name: string): RegExp {
  const escaped = name.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  return new RegExp(`^${escaped}$`, 'i');
}
