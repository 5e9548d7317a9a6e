/**
 * `npm run bench:upgrades`: how many changes that break are found, on the route on which they break; how many safe ones are
 * reported; and what a deploy costs.
 *
 *     npm run bench:upgrades -- --runs 10000
 *     npm run bench:upgrades -- --part whole --only "order: "
 *     npm run bench:upgrades -- --server 300 --seed 2
 *
 * `--runs` runs of safe changes, by other seeds, are made in addition: none of them may report anything. Default 500. `--part`
 * is one of `small`, `whole`, `safe` and `costs`, `--only` a part of the name of a service and its change. `--server`
 * makes nothing but so many deploys on a real server, and compares each with the same one in the simulator.
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
import { isSafe, judgedEdit, scenarioOfEdit, type JudgedCell } from './judged-edit.ts';
import { compare, type Compared, type CompareOptions } from './server/compared.ts';
import { tenHandlers } from './ten-handlers.ts';
import { EditedFiles } from './two-files.ts';
import { WHOLE_SERVICES } from './whole-services.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '500' },
    server: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    part: { type: 'string' },
  },
});

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

if (values.server === undefined) {
  const parts = { small, whole, safe: () => falseAlarms(Number(values.runs)), costs };
  for (const [name, part] of Object.entries(parts)) if (values.part === undefined || values.part === name) await part();
} else {
  await onServer({ samples: Number(values.server), seed: Number(values.seed), only: values.only });
}

/** Services with one or two handlers. */
async function small(): Promise<void> {
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
    `small services: ${breaking} changes that break, ${trials.length - breaking} that are safe on their route: ${wrong} judged wrong`,
  );
  print(`${deploys} deploys, with shrinking, in ${seconds(started)}`);
}

/** Whole services, with the lines and the safe points that findings must name. */
async function whole(): Promise<void> {
  const started = performance.now();
  const files = new EditedFiles();
  const judged: JudgedCell[] = [];
  for (const service of WHOLE_SERVICES) {
    for (const edit of service.edits.filter(({ name }) => `${service.name}: ${name}`.includes(values.only))) {
      const cells = await judgedEdit(files, service, edit);
      judged.push(...cells);
      for (const { cell, wrong } of cells) {
        for (const each of wrong) print(`${service.name}: ${edit.name}, ${cell}: ${each}`);
      }
    }
  }
  files.remove();
  const count = (fits: (cell: JudgedCell) => boolean): number => judged.filter(fits).length;
  print(
    `whole services: ${count(({ isBreaking }) => isBreaking)} changes that break on their route, ${count(({ isSafe }) => isSafe)} ` +
      `that are safe on it: ${count(({ wrong }) => wrong.length > 0)} judged wrong, in ${seconds(started)}`,
  );
}

/** A roll-back comes after a deploy, which may break by itself. */
async function falseAlarms(wanted: number): Promise<void> {
  const files = new EditedFiles();
  const safe = [
    ...trials.filter(({ breaks, route, isPlain }) => !breaks && isPlain && route !== 'rollback'),
    ...(await safeInWhole(files)),
  ];
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
      if (runs >= wanted) break;
    }
  }
  files.remove();
  print(`${runs} runs of ${safe.length} changes that are safe on their route: ${alarms} false alarms`);
}

async function safeInWhole(files: EditedFiles): Promise<readonly Pick<Trial, 'name' | 'scenario'>[]> {
  const found: Pick<Trial, 'name' | 'scenario'>[] = [];
  for (const service of WHOLE_SERVICES) {
    for (const edit of service.edits) {
      const routes = (['new', 'in-place', 'resume'] as const).filter((cell) => isSafe(edit, cell));
      if (routes.length === 0) continue;
      const versions = await files.load(service, edit);
      const name = `${service.name}: ${edit.name}`;
      found.push(
        ...routes.map((route) => ({
          name: `${name}, ${route}`,
          scenario: scenarioOfEdit(service, edit, versions, [route]),
        })),
      );
    }
  }
  return found;
}

async function onServer(options: CompareOptions): Promise<void> {
  const started = performance.now();
  const all = await compare({
    ...options,
    progress: ({ name, verdict, why }) => {
      if (verdict !== 'agree') print(`${verdict}: ${name}: ${why}`);
    },
  });
  const count = (fits: (one: Compared) => boolean): number => all.filter(fits).length;
  print(
    `${all.length} deploys on a real server: ${count(({ verdict }) => verdict === 'agree')} as in the simulator ` +
      `(${count(({ verdict, breaks }) => verdict === 'agree' && breaks)} of them break), ${count(({ verdict }) => verdict === 'disagree')} ` +
      `not, ${count(({ verdict }) => verdict === 'undecided')} undecided, ${count(({ verdict, tries }) => verdict === 'agree' && tries > 1)} ` +
      `agreed only when made again, in ${seconds(started)}`,
  );
  if (count(({ verdict }) => verdict === 'disagree') > 0) process.exitCode = 1;
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

function seconds(since: number): string {
  return `${((performance.now() - since) / 1_000).toFixed(1)} s`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
