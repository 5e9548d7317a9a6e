/**
 * `npm run bench:upgrades`: how many changes that break are found, on the route on which they break; how many safe ones are
 * reported; and what a deploy costs.
 *
 *     npm run bench:upgrades -- --runs 10000
 *
 * `--runs` runs of safe changes, by other seeds, are made in addition: none of them may report anything. Default 500.
 */
import { parseArgs } from 'node:util';
import { changes } from '../../model/conformance/changes/changes.ts';
import { campaign } from '../../../sim/search/campaign/campaign.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { basePlans } from '../../../sim/search/upgrade/base-plans.ts';
import { exploreUpgrade, type ExploreOptions } from '../../../sim/search/upgrade/explore-upgrade.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { UPGRADE_ROUTES, type UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';
import { breaksOn, CHANGES, scenarioOf } from './changes.ts';
import { answerAwakeables, MEASURED, measured, scenarioOfChange } from './measured.ts';
import { tenHandlers } from './ten-handlers.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '500' } } });

/** A change on one route, and whether it breaks there. */
interface Trial {
  readonly name: string;
  readonly scenario: Scenario;
  readonly breaks: boolean;
  /** Whether nothing that is stored has another meaning: no fault in addition can make it break. */
  readonly isPlain: boolean;
  readonly route: UpgradeRoute;
  readonly options?: Pick<ExploreOptions, 'sabotage'>;
}

const trials: readonly Trial[] = [
  ...CHANGES.flatMap((change) =>
    UPGRADE_ROUTES.map((route) => ({
      name: `${change.name}, ${route}`,
      route,
      scenario: scenarioOf(change, [route]),
      breaks: Object.keys(breaksOn(change, route)).length > 0,
      isPlain: change.differs === undefined,
    })),
  ),
  ...changes.flatMap((change) =>
    MEASURED.filter((route) => measured(change, route) === 'breaks').map((route) => ({
      name: `${change.name}, ${route}`,
      route,
      scenario: scenarioOfChange(change, [route]),
      breaks: true,
      isPlain: false,
      options: { sabotage: answerAwakeables },
    })),
  ),
];

const started = performance.now();
let deploys = 0;
let wrong = 0;
for (const { name, scenario, breaks, options } of trials) {
  const { tried, findings } = await exploreUpgrade(scenario, { seed: 1, ...options });
  deploys += tried.length;
  if (findings.length > 0 === breaks) continue;
  wrong++;
  print(`${breaks ? 'not found' : 'false alarm'}: ${name}`);
}
const breaking = trials.filter(({ breaks }) => breaks).length;
print(
  `${breaking} changes that break, ${trials.length - breaking} that are safe on their route: ${wrong} judged wrong`,
);
print(`${deploys} deploys, with shrinking, in ${((performance.now() - started) / 1_000).toFixed(1)} s`);

await falseAlarms(Number(values.runs));
await costs();

async function falseAlarms(wanted: number): Promise<void> {
  // A roll-back comes after a deploy, which may break by itself.
  const safe = trials.filter(({ breaks, route, isPlain }) => !breaks && isPlain && route !== 'rollback');
  let runs = 0;
  let alarms = 0;
  for (let seed = 1; runs < wanted; seed++) {
    for (const { scenario, name } of safe) {
      const result = await campaign(scenario, {
        seed,
        runs: 20,
        judgeReach: false,
        keepGoing: true,
        onlyUpgrade: true,
      });
      runs += result.runs + (result.upgrade?.deploys ?? 0);
      alarms += result.findings.length;
      for (const { message } of result.findings) print(`false alarm: ${name}, seed ${seed}: ${message}`);
    }
  }
  print(`${runs} runs of safe changes: ${alarms} false alarms`);
}

/** A service with ten handlers of twelve entries, at every point, on all routes. */
async function costs(): Promise<void> {
  const scenario = tenHandlers();
  const runner = new Runner(scenario, { compares: false });
  const [base] = basePlans(scenario, 1, 1);
  if (base === undefined) return;
  const plainMs = await timed(async () => {
    for (let run = 0; run < 200; run++) await runner.run(base.plan);
  });
  let tried = 0;
  const exploredMs = await timed(async () => {
    tried = (await exploreUpgrade(scenario, { seed: 1 })).tried.length;
  });
  const ratio = exploredMs / tried / (plainMs / 200);
  print(`ten handlers of twelve entries: ${tried} deploys in ${(exploredMs / 1_000).toFixed(1)} s`);
  print(`a deploy costs ${ratio.toFixed(1)} times the same run without one`);
}

async function timed(act: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await act();
  return performance.now() - begin;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
