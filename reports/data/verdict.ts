import type { Report, ReportVerdict } from './report.ts';
import { count } from '../../sim/core/count.ts';
import { durationText } from '../../sim/core/duration-text.ts';

/** Each verdict has a sign and a word, so that colour is never the only difference. */
export const SIGNS: Readonly<Record<ReportVerdict, string>> = {
  held: '✓',
  broken: '✗',
  'not exercised': '–',
  undecided: '?',
};

/** What each verdict means. */
export const MEANINGS: Readonly<Record<ReportVerdict, string>> = {
  held: 'held in every run that exercised it',
  broken: 'broken in at least one run',
  'not exercised': 'it had nothing to check: this is not a success',
  undecided: 'a limit was reached before it was decided',
};

/** The verdict of everything, in words. */
export function headline(report: Report): string {
  const names = new Map<string, Set<ReportVerdict>>();
  for (const { invariants } of report.scenarios) {
    for (const { name, verdict } of invariants) names.set(name, (names.get(name) ?? new Set()).add(verdict));
  }
  const broken = [...names.values()].filter((verdicts) => verdicts.has('broken')).length;
  const runs = report.scenarios.reduce((sum, scenario) => sum + scenario.runs, 0);
  const all = count(names.size, 'invariant');
  if (broken > 0) return `${broken} of ${all} broken`;
  if (report.verdict === 'undecided') return `Undecided: limits were reached in some of ${count(runs, 'run')}`;
  if (report.verdict === 'not exercised')
    return `Nothing broken in ${count(runs, 'run')}, but not everything was exercised`;
  return `${all} held over ${count(runs, 'run')}`;
}

/** What was searched and how much of it, as pairs of a name and a value. */
export function facts(report: Report): readonly (readonly [string, string])[] {
  const sum = (pick: (scenario: Report['scenarios'][number]) => number): number =>
    report.scenarios.reduce((total, scenario) => total + pick(scenario), 0);
  const virtual = durationText(sum(({ virtualMs }) => virtualMs));
  return [
    ['seed', String(report.seed)],
    ['runs', sum(({ runs }) => runs).toLocaleString('en')],
    ['invocations', sum(({ invocations }) => invocations).toLocaleString('en')],
    ['steps', sum(({ steps }) => steps).toLocaleString('en')],
    [
      'virtual time',
      report.wallMs === undefined ? virtual : `${virtual}, in ${durationText(Math.round(report.wallMs))} of real time`,
    ],
    ['budget', report.budget],
    ['stopped by', stoppedBy(report)],
    ['engine', report.engine],
    ...(report.commit === undefined ? [] : [['commit', report.commit] as const]),
    ...Object.entries(report.versions).map(([name, version]) => [name, version] as const),
  ];
}

function stoppedBy({ scenarios }: Report): string {
  const found = scenarios.filter(({ verdict }) => verdict === 'broken').length;
  if (found === 0) return 'the end of the budget';
  if (found === scenarios.length) return found === 1 ? 'its first finding' : 'the first finding of each scenario';
  return `the first finding in ${count(found, 'scenario')}, the end of the budget in ${scenarios.length - found}`;
}

/** `Shrunk in 88 runs: 214 steps → 9, 3 clients → 2, 6 troubles → 1, a plan of 40 parts → 6.` */
export function shrinkingText(shrinking: NonNullable<Report['exhibits'][number]['shrinking']>): string {
  const { before, after, parts, tries, minimal } = shrinking;
  const sizes = (['steps', 'operations', 'clients', 'troubles'] as const).map((name) => {
    const now = count(after[name], name.slice(0, -1));
    return before === undefined || before[name] === after[name] ? now : `${before[name]} ${name} → ${after[name]}`;
  });
  const plan = parts.before === parts.after ? '' : `, a plan of ${parts.before} parts → ${parts.after}`;
  const end = minimal ? 'Every part that is left is needed.' : 'The budget ended before every part was tried.';
  return `Shrunk in ${count(tries, 'run')}: ${sizes.join(', ')}${plan}. ${end}`;
}
