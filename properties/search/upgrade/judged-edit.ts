import { campaign } from '../../../sim/search/campaign/campaign.ts';
import type { ScenarioResult } from '../../../sim/search/campaign/types.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { safetyOf } from '../../../sim/search/upgrade/safety-words.ts';
import { deriveScenario } from '../../../sim/simulation/scenario/derive.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import type { UpgradeRoute } from '../../../sim/simulation/scenario/upgrade.ts';
import { CELLS, type Breaks, type Cell, type Edit, type EditedService } from './edited-service.ts';
import type { EditedFiles, TwoFiles } from './two-files.ts';

/** What the search says about an edit on one route, against what is expected. */
export interface JudgedCell {
  readonly cell: Cell;
  readonly isBreaking: boolean;
  readonly isSafe: boolean;
  /** What differs from what is expected, a sentence each. */
  readonly wrong: readonly string[];
}

/** Generated runs for an edit on a route, after the deploys at every point. */
const RUNS = 20;

/** Each search has the routes that follow on one another. */
const SEARCHES: readonly (readonly UpgradeRoute[])[] = [['new', 'rollback'], ['in-place', 'rollback'], ['resume']];

/** Searches each route of an edit, and compares what it finds with what is expected of it. */
export async function judgedEdit(
  files: EditedFiles,
  service: EditedService,
  edit: Edit,
): Promise<readonly JudgedCell[]> {
  const versions = await files.load(service, edit);
  const judged: JudgedCell[] = [];
  for (const routes of SEARCHES) {
    const scenario = scenarioOfEdit(service, edit, versions, routes);
    const result = await campaign(scenario, {
      seed: 1,
      runs: RUNS,
      judgeReach: false,
      keepGoing: true,
      onlyUpgrade: true,
    });
    const cells = CELLS.filter((cell) => routeOf(cell).join() === routes.slice(0, routeOf(cell).length).join());
    const advice = wrongAdvice(cells, edit, result);
    for (const [index, cell] of cells.entries()) {
      const { wrong, ...rest } = judgedCell(cell, edit, result, versions);
      judged.push({ ...rest, wrong: index === 0 ? [...wrong, ...advice] : wrong });
    }
  }
  return judged;
}

export function scenarioOfEdit(
  service: EditedService,
  edit: Edit,
  { old, next }: Pick<TwoFiles, 'old' | 'next'>,
  routes: readonly UpgradeRoute[],
): Scenario {
  const examples = { ...service.hints.examples, ...edit.examples };
  const { scenario } = deriveScenario(`${service.name}: ${edit.name}`, old, {
    ...service.hints,
    examples,
    takesInput: () => false,
  });
  return { ...scenario, upgrade: { to: () => next, routes, operations: [] } };
}

/** @returns whether anything is to be found on this route */
export function isBreaking({ breaks = [] }: Edit, cell: Cell): boolean {
  return breaks.some(({ on }) => on.includes(cell));
}

/** @returns whether nothing is to be found on this route, whatever else goes wrong in a run: nothing that is stored has another meaning */
export function isSafe({ breaks = [], differs = [] }: Edit, cell: Cell): boolean {
  const names = [...breaks.flatMap(({ on, rarely = [] }) => [...on, ...rarely]), ...differs.flatMap(({ on }) => on)];
  return !names.includes(cell);
}

function routeOf(cell: Cell): readonly UpgradeRoute[] {
  if (cell === 'rollback') return ['new', 'rollback'];
  return cell === 'rollback in-place' ? ['in-place', 'rollback'] : [cell];
}

function judgedCell(cell: Cell, edit: Edit, result: ScenarioResult, versions: TwoFiles): JudgedCell {
  const expected = (edit.breaks ?? []).filter(({ on }) => on.includes(cell));
  const found = result.findings.filter((finding) => cellOf(finding) === cell);
  const wrong = [
    ...expected.flatMap((each) => misjudged(cell, each, found, versions)),
    ...found
      .filter(
        (finding) =>
          !edit.breaks?.some((each) => isOf(finding, each) && (each.on.includes(cell) || each.rarely?.includes(cell))),
      )
      .map(({ handler, kind, message }) => `false alarm: ${handler} ${kind}: ${message}`),
    ...wrongPoints(cell, expected, result),
    ...result.undecided.map((why) => `undecided: ${why}`),
    ...(result.upgrade?.never ?? []).map((handler) => `${handler} was never in flight`),
    ...(result.upgrade?.before ?? []).map((fault) => `the old version breaks alone: ${fault}`),
  ];
  return { cell, isBreaking: expected.length > 0, isSafe: isSafe(edit, cell), wrong: [...new Set(wrong)] };
}

function cellOf({ plan }: Finding): Cell {
  const moves = [...plan.world, ...plan.operations.flatMap(({ troubles }) => troubles)];
  const how = moves.flatMap((move) => (move.kind === 'deploy' ? [move.how] : []))[0] ?? 'new';
  if (!moves.some(({ kind }) => kind === 'roll back')) return how;
  return how === 'in-place' ? 'rollback in-place' : 'rollback';
}

function isOf({ handler, kind = '' }: Finding, expected: Breaks): boolean {
  return handler === expected.handler && kind === expected.kind;
}

function misjudged(cell: Cell, expected: Breaks, found: readonly Finding[], versions: TwoFiles): readonly string[] {
  const name = `${expected.handler} ${expected.kind}`;
  const finding = found.find((each) => isOf(each, expected));
  if (finding === undefined) return [`not found: ${name}`];
  const story = finding.story.join('\n');
  const lines = [
    ...(expected.old === undefined ? [] : [versions.oldLine(expected.old)]),
    ...(expected.next === undefined ? [] : [versions.nextLine(expected.next)]),
  ];
  const { operations = cell === 'rollback' ? 2 : 1 } = expected;
  return [
    ...lines
      .filter((line) => !new RegExp(`${line}\\b`).test(story))
      .map((line) => `${name} does not name ${line}:\n${story}`),
    ...(finding.shrinking.minimal ? [] : [`${name} is not minimal`]),
    ...(finding.plan.operations.length === operations
      ? []
      : [`${name} has ${finding.plan.operations.length} requests, not ${operations}:\n${story}`]),
  ];
}

/** What is silently different is said for a search as a whole. Where something breaks, other things are different, too. */
function wrongAdvice(cells: readonly Cell[], edit: Edit, { advice }: ScenarioResult): readonly string[] {
  const { differs = [] } = edit;
  const breaks = cells.some((cell) => isBreaking(edit, cell));
  const expected = differs.filter(({ on }) => on.some((cell) => cells.includes(cell)));
  const said = advice.flatMap(({ message }) => (message.startsWith('Silently different') ? [message] : []));
  return [
    ...expected
      .filter(({ what }) => !said.some((each) => what.test(each)))
      .map(({ what }) => `not said: ${what.source}`),
    ...said.filter((each) => !breaks && !expected.some(({ what }) => what.test(each))).map((each) => `said: ${each}`),
  ];
}

function wrongPoints(cell: Cell, expected: readonly Breaks[], { upgrade }: ScenarioResult): readonly string[] {
  return expected
    .flatMap(({ points = {}, resumed = points }) => Object.entries(cell === 'resume' ? resumed : points))
    .flatMap(([handler, words]) => {
      const points = upgrade?.handlers.find((each) => each.handler === handler && each.route === cell);
      const said = points === undefined ? 'nothing' : safetyOf(points);
      const isRight = typeof words === 'string' ? said === words : words.test(said);
      return isRight ? [] : [`${handler}: "${said}", not "${String(words)}"`];
    });
}
