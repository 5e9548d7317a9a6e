import type { Service } from './catalogue.ts';
import type { Measured } from './measure.ts';

/** @returns the figures in one sentence, and a table with a line for each service, as Markdown */
export function tables(measured: readonly Measured[]): string {
  const rows = measured.map(rowOf);
  const missed = measured.flatMap(({ service: { name, expected } }) =>
    typeof expected === 'string' ? [] : [`- **${name}** is missed: ${expected.missed}`],
  );
  return [summaryOf(measured), '', line(HEAD), line(HEAD.map(() => '---')), ...rows.map(line), '', ...missed].join(
    '\n',
  );
}

const HEAD = ['service', 'kind of bug', 'how it is run', 'reported', 'runs', 'seconds', 'fixed twin'];

function summaryOf(measured: readonly Measured[]): string {
  const found = measured.filter((one) => one.found === one.seeds).length;
  const missed = measured.filter((one) => one.found === 0).length;
  const alarms = measured.filter((one) => one.alarms.length > 0).length;
  const seconds = measured.flatMap((one) => one.seconds ?? []).toSorted((a, b) => a - b);
  const middle = seconds[Math.floor((seconds.length - 1) / 2)] ?? 0;
  const seeds = measured[0]?.seeds ?? 0;
  return `${measured.length} services, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'} each: ${found} bugs are reported from every seed, ${measured.length - found - missed} from some, ${missed} from none; ${alarms === 0 ? 'no false alarm' : `${alarms} twins with false alarms`}. The command that reports the bug takes ${middle.toFixed(1)} s in the middle and ${(seconds.at(-1) ?? 0).toFixed(1)} s at most, from its start to its end.`;
}

function rowOf({ service, seeds, found, how, runs, seconds, alarms }: Measured): string[] {
  return [
    service.name,
    service.kind,
    wayOf(service),
    how === 'missed' ? 'missed' : `${how}${found < seeds ? ` (${found} of ${seeds} seeds)` : ''}`,
    runs === undefined ? '' : String(runs),
    seconds === undefined ? '' : seconds.toFixed(1),
    alarms.length === 0 ? 'holds' : 'false alarm',
  ];
}

/** How a newcomer runs a service. */
function wayOf({ entry }: Service): string {
  if (entry.endsWith('.spec.ts')) return '`test.sim`';
  return entry.endsWith('.scenario.ts') ? '`run`, a scenario' : '`run`, no test code';
}

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
