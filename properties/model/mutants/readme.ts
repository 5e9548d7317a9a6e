import type { Caught, CaughtTable } from './caught.ts';

const BEGIN = '<!-- table: made by npm run mutants -- --accept -->';
const END = '<!-- end of the table -->';

/** @returns the text of the folder's README with a new table */
export function withTable(readme: string, table: CaughtTable): string {
  const before = readme.slice(0, readme.indexOf(BEGIN) + BEGIN.length);
  const after = readme.slice(readme.indexOf(END));
  const rows = Object.entries(table).map(([name, caught]) => row([name, inCases(caught), ...inCampaigns(caught)]));
  const head = ['what is wrong with the model', 'cases', 'seeds that see it', 'median runs', 'what shows it'];
  return `${before}\n\n${[row(head), row(['---', '---', '--:', '--:', '---']), ...rows].join('\n')}\n\n${after}`;
}

/** The conformance cases that notice a mutant, in a few words. */
export function inCases({ plain, suspended, orders }: Caught): string {
  if (plain !== undefined) return some(plain);
  if (suspended !== undefined) return `${some(suspended)}, suspended`;
  return orders === undefined ? '–' : `${some(orders)}, some orders`;
}

/** What the campaigns see of a mutant: seeds, runs, and what shows it most often. */
export function inCampaigns({ campaign }: Caught): [string, string, string] {
  if (campaign === undefined) return ['0', '–', '–'];
  const { seen, seeds, medianRuns, scenario, by } = campaign;
  const [most = ''] = Object.keys(by);
  return [`${seen} of ${seeds}`, String(medianRuns), `${scenario}: ${most}`];
}

function some(numbers: readonly number[]): string {
  const more = numbers.length > 4 ? ` +${numbers.length - 4}` : '';
  return numbers.slice(0, 4).join(' ') + more;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
