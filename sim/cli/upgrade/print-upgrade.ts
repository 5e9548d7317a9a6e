import type { AcceptedFinding, ScenarioResult } from '../../search/campaign/types.ts';
import { count } from '../../core/count.ts';
import type { SafePoints } from '../../search/upgrade/safe-points.ts';
import { ROUTE_WORDS, safetyOf } from '../../search/upgrade/safety-words.ts';
import type { UpgradeResult } from '../../search/upgrade/upgrade-result.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';

/** Prints where a new version may arrive, a line for each handler and route. */
export function printUpgrade(
  terminal: Terminal,
  { deploys, points, handlers, never, before }: UpgradeResult,
  accepted: ScenarioResult['accepted'] = [],
): void {
  const isAccepted = ({ faults }: SafePoints): boolean =>
    faults.length > 0 && faults.every((name) => accepted.some(({ fault }) => fault === name));
  const where = `${count(deploys, 'deploy')} at ${count(points, 'point')} of ${count(handlersIn(handlers).length, 'handler')}`;
  printLine(terminal, `  ${where}`);
  for (const handler of handlersIn(handlers)) {
    const own = handlers.filter((each) => each.handler === handler);
    const isSafe = own.every((each) => each.unsafe === 0);
    if (isSafe) {
      printLine(terminal, `  ${paint(terminal, 'green', '✓')} ${handler}: safe ${routesOf(own)}`);
      continue;
    }
    const isBroken = own.some((each) => each.unsafe > 0 && !isAccepted(each));
    printLine(terminal, `  ${isBroken ? paint(terminal, 'red', '✗') : paint(terminal, 'yellow', '!')} ${handler}`);
    for (const each of own) {
      const mark = isAccepted(each) ? ' (accepted)' : '';
      print(terminal, `${ROUTE_WORDS[each.route]}: ${safetyOf(each)}${mark}`, '      ');
    }
  }
  for (const handler of never) printLine(terminal, `  ○ ${handler}: never in flight at a deploy`, 'yellow');
  if (before.length > 0) {
    print(terminal, `Without any upgrade the old version breaks: ${before[0]}`, '  ', 'yellow');
  }
}

/** Prints what of an upgrade breaks something and is accepted, each with its reason. */
export function printAccepted(
  terminal: Terminal,
  accepted: readonly Pick<AcceptedFinding, 'name' | 'reason'>[],
  indent: string,
): void {
  for (const { name, reason } of accepted) print(terminal, `accepted: ${name} (${reason})`, indent, 'yellow');
}

/** Prints the last line about an upgrade: whether the new version may be deployed. */
export function printSafety(
  terminal: Terminal,
  results: readonly ScenarioResult[],
  { breaking, accepted }: { readonly breaking: number; readonly accepted: number },
): void {
  const all = results.flatMap(({ upgrade }) => upgrade ?? []);
  const where = `${count(sum(all, 'deploys'), 'deploy')} at ${count(sum(all, 'points'), 'point')}`;
  const changes = breaking === 0 ? '' : `, and ${count(breaking, 'change')} of the manifest can break something`;
  if (breaking === 0 && results.every(({ verdict }) => verdict === 'held')) {
    const but =
      accepted === 0 ? '' : `, but for ${count(accepted, 'thing')} that ${accepted === 1 ? 'is' : 'are'} accepted`;
    const rest = accepted === 0 ? 'nothing that was in flight noticed' : 'nothing else that was in flight noticed';
    printLine(terminal, `safe${but}: ${where}; ${rest}.`, accepted === 0 ? 'green' : 'yellow');
  } else if (breaking > 0 || results.some(({ verdict }) => verdict === 'broken')) {
    printLine(terminal, `not safe: ${where}${changes}`, 'red');
  }
}

function sum(all: readonly UpgradeResult[], field: 'deploys' | 'points'): number {
  return all.reduce((total, result) => total + result[field], 0);
}

function handlersIn(handlers: readonly SafePoints[]): readonly string[] {
  return [...new Set(handlers.map(({ handler }) => handler))];
}

function routesOf(own: readonly SafePoints[]): string {
  return own.map(({ route }) => ROUTE_WORDS[route]).join(', ');
}
