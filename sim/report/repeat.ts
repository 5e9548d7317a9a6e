import type { Encoded } from '../core/encoded.ts';
import type { Finding } from '../search/finding/finding.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Repeat } from '../../reports/data/report.ts';
import { jsonText } from '../trace/json.ts';
import { fileOf } from './findings-folder.ts';
import { asTyped, shellWord } from './shell.ts';
import type { ReportCommands } from './user-commands.ts';

/** The options of a search that decide what a generated run is. */
export interface HowRun {
  readonly strategy?: string | undefined;
  readonly engine?: string;
  /** As it was given. */
  readonly serverMode?: string | undefined;
  /** As it was given. */
  readonly serverVersion?: string | undefined;
  /** As it was given. */
  readonly horizon?: string | undefined;
}

/** How to run a finding again: in a shell, and as a test. */
export function repeatOf(finding: Finding, commands: ReportCommands, how: HowRun = {}): Repeat {
  const { plan, scenario, invariant, path } = finding;
  const { search } = commands;
  return {
    shell:
      path === undefined || search === undefined
        ? commands.replay(fileOf(finding))
        : repeatCommand(finding, { ...commands, search }, how),
    vitest: testOf(scenario, invariant, plan),
    plan,
  };
}

/** How to run an example again: its scenario in a shell, its plan as a test. */
export function repeatOfExemplar(scenario: string, plan: Plan, { search }: ReportCommands): Repeat {
  return {
    shell: search === undefined ? asTyped('') : markup`${search} --scenario ${shellWord(scenario)}`,
    vitest: testOf(scenario, 'everything holds', plan),
    plan,
  };
}

/** @returns the command that repeats the generated run of a finding, without shrinking it */
export function repeatCommand(
  { scenario, seed, path }: Pick<Finding, 'scenario' | 'seed' | 'path'>,
  { search, hasConfig = false }: Required<Pick<ReportCommands, 'search'>> & ReportCommands,
  { strategy = 'mix', engine = 'fake', serverMode, serverVersion, horizon }: HowRun,
): Encoded<'shell'> {
  // A real server has no strategy.
  const namesStrategy = strategy !== 'mix' || (hasConfig && engine !== 'server');
  return joined(
    [
      markup`${search} --seed ${seed} --path ${shellWord(String(path))} --scenario ${shellWord(scenario)}`,
      ...(namesStrategy ? [markup`--strategy ${shellWord(strategy)}`] : []),
      ...(engine !== 'fake' || hasConfig ? [markup`--engine ${shellWord(engine)}`] : []),
      ...(serverMode === undefined ? [] : [markup`--server-mode ${shellWord(serverMode)}`]),
      ...(serverVersion === undefined ? [] : [markup`--server-version ${shellWord(serverVersion)}`]),
      ...(horizon === undefined ? [] : [markup`--horizon ${shellWord(horizon)}`]),
    ],
    ' ',
  );
}

const { markup, joined } = asTyped;

/** @returns a vitest test that runs a plan */
export function testOf(scenario: string, invariant: string, plan: Plan): string {
  return `import { holds, type Plan } from 'restate-sim';
import { it } from 'vitest';
import { scenario } from './scenario.ts'; // the one called ${jsonText(scenario)}

const plan: Plan = ${jsonText(plan, 2)};

it(${jsonText(invariant)}, async () => {
  await holds(scenario, plan);
});
`;
}
