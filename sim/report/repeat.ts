import type { Finding } from '../search/finding/finding.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { Repeat } from '../../reports/data/report.ts';
import { fileOf } from './findings-folder.ts';
import { repeatLine } from '../cli/print.ts';
import { wording } from './wording.ts';

/** The lines that repeat a run: in a shell, and as a test. */
export function repeatOf(
  finding:
    | Finding
    | { readonly scenario: string; readonly invariant: undefined; readonly plan: Plan; readonly file: undefined },
): Repeat {
  const { plan, scenario, invariant } = finding;
  return {
    shell:
      invariant === undefined ? `${wording().search} --list  # "${scenario}" has the plan below` : shellOf(finding),
    vitest: testOf(scenario, invariant ?? 'everything holds', plan),
    plan,
  };
}

function shellOf(finding: Finding): string {
  const replay = wording().replay(fileOf(finding));
  return finding.path === undefined ? replay : `${repeatLine(finding, 'mix')}`;
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
