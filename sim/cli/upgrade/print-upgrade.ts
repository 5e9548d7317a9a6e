import type { ScenarioResult } from '../../search/campaign/types.ts';
import { count } from '../../core/count.ts';
import type { SafePoints } from '../../search/upgrade/safe-points.ts';
import { ROUTE_WORDS, safetyOf } from '../../search/upgrade/safety-words.ts';
import type { UpgradeResult } from '../../search/upgrade/upgrade-result.ts';
import { paint, print, printLine, type Terminal } from '../terminal.ts';

/** Prints where a new version may arrive, a line for each handler and route. */
export function printUpgrade(terminal: Terminal, { deploys, points, handlers, never, before }: UpgradeResult): void {
  const where = `${count(deploys, 'deploy')} at ${count(points, 'point')} of ${count(handlersIn(handlers).length, 'handler')}`;
  printLine(terminal, `  ${where}`);
  for (const handler of handlersIn(handlers)) {
    const own = handlers.filter((each) => each.handler === handler);
    const isSafe = own.every((each) => each.unsafe === 0);
    if (isSafe) {
      printLine(terminal, `  ${paint(terminal, 'green', '✓')} ${handler}: safe ${routesOf(own)}`);
      continue;
    }
    printLine(terminal, `  ${paint(terminal, 'red', '✗')} ${handler}`);
    for (const each of own) print(terminal, `${ROUTE_WORDS[each.route]}: ${safetyOf(each)}`, '      ');
  }
  for (const handler of never) printLine(terminal, `  ○ ${handler}: never in flight at a deploy`, 'yellow');
  if (before.length > 0) {
    print(terminal, `Without any upgrade the old version breaks: ${before[0]}`, '  ', 'yellow');
  }
}

/** Prints the last line about an upgrade: whether the new version may be deployed. */
export function printSafety(terminal: Terminal, results: readonly ScenarioResult[], breaking: number): void {
  const all = results.flatMap(({ upgrade }) => upgrade ?? []);
  const where = `${count(sum(all, 'deploys'), 'deploy')} at ${count(sum(all, 'points'), 'point')}`;
  const changes = breaking === 0 ? '' : `, and ${count(breaking, 'change')} of the manifest can break something`;
  if (breaking === 0 && results.every(({ verdict }) => verdict === 'held')) {
    printLine(terminal, `safe: ${where}; nothing that was in flight noticed.`, 'green');
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
