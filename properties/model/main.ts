import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ALL } from '../../scenarios/index.ts';
import { cases } from '../conformance/cases.ts';
import { writeFormatted } from '../write-formatted.ts';
import { RUNS, SEED } from './catch.ts';
import { huntDown, type Caught, type CaughtTable } from './caught.ts';
import { mutants } from './mutants.ts';

const { values: options } = parseArgs({
  options: { only: { type: 'string', default: '' }, json: { type: 'string' }, accept: { type: 'boolean' } },
});

const startedMs = performance.now();
const right = await huntDown(() => undefined, cases, ALL);
if (Object.keys(right).length > 0) {
  console.error(`The model itself is at fault, so that nothing can be said of its variants: ${JSON.stringify(right)}`);
  process.exit(1);
}
const wanted = [...mutants].filter(([name]) => name.includes(options.only));
const table: Record<string, Caught> = {};
console.log(`Campaigns have the seed ${SEED} and at most ${RUNS} runs; the one that is soonest is shown.\n`);
console.log(row('broken variant of the model', 'conformance cases', 'campaign'));
for (const [name, mutant] of wanted) {
  const caught = await huntDown(mutant, cases, ALL);
  table[name] = caught;
  console.log(row(name, inCases(caught), inCampaign(caught)));
}
const escaped = Object.entries(table).filter(([, caught]) => Object.keys(caught).length === 0);
const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
console.log(`\n${wanted.length - escaped.length} of ${wanted.length} are caught, ${seconds} s`);
for (const [name] of escaped) console.log(`  not caught: ${name}`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(table, undefined, 2)}\n`);
if (options.accept === true) await accept();
process.exitCode = escaped.length === 0 ? 0 : 1;

/** Rows that were not looked at now stay as they are. */
async function accept(): Promise<void> {
  const file = new URL('caught.json', import.meta.url);
  const before = JSON.parse(readFileSync(file, 'utf8')) as CaughtTable;
  const rows = [...mutants.keys()].map((name) => [name, table[name] ?? before[name] ?? {}]);
  await writeFormatted(file, JSON.stringify(Object.fromEntries(rows)));
}

function row(name: string, byCases: string, byCampaign: string): string {
  return `${name.padEnd(58)} ${byCases.padEnd(32)} ${byCampaign}`;
}

function inCases({ plain, suspended, orders }: Caught): string {
  if (plain !== undefined) return some(plain);
  if (suspended !== undefined) return `${some(suspended)}, suspended`;
  return orders === undefined ? '–' : `${some(orders)}, some orders`;
}

function some(numbers: readonly number[]): string {
  const more = numbers.length > 4 ? ` +${numbers.length - 4}` : '';
  return numbers.slice(0, 4).join(' ') + more;
}

function inCampaign({ campaign }: Caught): string {
  if (campaign === undefined) return '–';
  return `${campaign.scenario}: ${campaign.invariant}, run ${campaign.runs}`;
}
