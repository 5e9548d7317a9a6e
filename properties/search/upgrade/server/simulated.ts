import { operationOf } from '../../../../sim/core/address.ts';
import type { DrawnPlan } from '../../../../sim/search/plan/drawn-operation.ts';
import { faultsOf } from '../../../../sim/search/record/fault.ts';
import { Runner } from '../../../../sim/search/run/runner.ts';
import { basePlans } from '../../../../sim/search/upgrade/base-plans.ts';
import { standingInWords } from '../../../../sim/search/upgrade/standing-in-words.ts';
import { Standings, type Standing } from '../../../../sim/search/upgrade/standing.ts';
import type { DeployHow } from '../../../../sim/simulation/faults/plan.ts';
import type { RunResult } from '../../../../sim/simulation/run/run-plan.ts';
import type { Scenario } from '../../../../sim/simulation/scenario/scenario.ts';
import { answerAwakeables } from '../measured.ts';
import { simulatedOutcome, type Outcome } from './outcomes.ts';
import { scenarioOfSubject, type Subject } from './subject.ts';

/** A request, and where one of the invocations that it leads to stands. */
export interface Prefix {
  readonly plan: DrawnPlan;
  readonly standing: Standing;
  /** How many invocations of the same handler had started before this one. */
  readonly nth: number;
  readonly words: string;
}

/** What the simulator says about a deploy at a prefix. */
export interface Foretold {
  readonly breaks: boolean;
  /** What the run came to; where a finding has ended it before, only what it had come to by then. */
  readonly outcome: Outcome;
  /** The handler in which a finding has ended the run; undefined where it came to its end. */
  readonly endedBy: string | undefined;
  readonly undecided: string | undefined;
}

/** @returns where the invocations of each single request stand with the old version alone */
export async function prefixesOf(subject: Subject): Promise<readonly Prefix[]> {
  const scenario = scenarioOfSubject(subject, 'new');
  const runner = runnerOf(scenario, { compares: false });
  const prefixes: Prefix[] = [];
  for (const { plan } of basePlans(scenario, 1, scenario.operations.length)) {
    const [operation] = plan.operations;
    if (operation === undefined) continue;
    const alone = { ...plan, operations: [operation] };
    const standings = new Standings();
    const started = new Map<string, string[]>();
    await runner.run(alone, undefined, {
      see: (event) => standings.see(event),
      point: (point) => {
        standings.visit(point);
        const name = `${point.service}/${point.handler}`;
        const known = started.get(name) ?? [];
        started.set(name, known.includes(point.invocation) ? known : [...known, point.invocation]);
      },
    });
    for (const standing of standings.all.filter(({ invocation }) => operationOf(invocation) === operation.id)) {
      const nth = started.get(standing.handler)?.indexOf(standing.invocation) ?? 0;
      prefixes.push({ plan: alone, standing, nth, words: `${standing.handler} ${standingInWords(standing)}` });
    }
  }
  return prefixes;
}

/** Deploys at a prefix in the simulator. */
export async function foretell(subject: Subject, { plan, standing }: Prefix, how: DeployHow): Promise<Foretold> {
  const scenario = scenarioOfSubject(subject, how);
  const [operation] = plan.operations;
  if (operation === undefined) throw new RangeError('A prefix has a request.');
  const path = standing.invocation.slice(operation.id.length);
  const trouble = { kind: 'deploy', how, path, ...standing.point } as const;
  const deployed = { ...plan, operations: [operation.with({ troubles: [trouble] })] };
  const plain = await runnerOf(scenario, { compares: false }).run(deployed);
  const judged: RunResult = await runnerOf(scenario, { onlyUpgrade: true }).run(deployed);
  const isMade = plain.events.some(({ type }) => type === 'deployed' || type === 'deploy refused');
  return {
    breaks: faultsOf(judged).length > 0,
    outcome: simulatedOutcome(plain.events),
    endedBy: faultsOf(plain)[0]?.handler,
    undecided: isMade ? judged.undecided : 'the deploy was not made',
  };
}

function runnerOf(scenario: Scenario, options: ConstructorParameters<typeof Runner>[1]): Runner {
  // The awakeables of the change matrix are answered from outside, as they are in its test.
  return new Runner(scenario, { ...options, sabotage: answerAwakeables });
}
