import type { Finding } from '../search/finding/finding.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Repeat } from '../../reports/data/report.ts';
import { fileOf } from './findings-folder.ts';
import { quoted } from './quoted.ts';
import type { ReportCommands } from './user-commands.ts';

/** The options of a search that decide what a generated run is. */
export interface HowRun {
  readonly strategy?: string | undefined;
  readonly engine?: string;
  /** As it was given. */
  readonly serverMode?: string | undefined;
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
    shell: search === undefined ? '' : `${search} --scenario ${quoted(scenario)}`,
    vitest: testOf(scenario, 'everything holds', plan),
    plan,
  };
}

/** @returns the command that repeats the generated run of a finding, without shrinking it */
export function repeatCommand(
  { scenario, seed, path }: Pick<Finding, 'scenario' | 'seed' | 'path'>,
  { search, hasConfig = false }: Required<Pick<ReportCommands, 'search'>> & ReportCommands,
  { strategy = 'mix', engine = 'fake', serverMode, horizon }: HowRun,
): string {
  // A real server has no strategy.
  const namesStrategy = strategy !== 'mix' || (hasConfig && engine !== 'server');
  return [
    `${search} --seed ${seed} --path ${quoted(String(path))} --scenario ${quoted(scenario)}`,
    ...(namesStrategy ? [`--strategy ${quoted(strategy)}`] : []),
    ...(engine !== 'fake' || hasConfig ? [`--engine ${engine}`] : []),
    ...(serverMode === undefined ? [] : [`--server-mode ${quoted(serverMode)}`]),
    ...(horizon === undefined ? [] : [`--horizon ${horizon}`]),
  ].join(' ');
}

function testOf(scenario: string, invariant: string, plan: Plan): string {
  return `import { holds, type Plan } from 'restate-sim';
import { it } from 'vitest';
import { scenario } from './scenario.ts'; // the one called ${JSON.stringify(scenario)}

const plan: Plan = ${JSON.stringify(plan, undefined, 2)};

it(${JSON.stringify(invariant)}, async () => {
  await holds(scenario, plan);
});
`;
}
