import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ALL } from '../../../scenarios/index.ts';
import { cases as allCases } from '../conformance/cases.ts';
import { casesOn } from '../conformance/versions.ts';
import { writeFormatted } from '../../harness/write-formatted.ts';
import { RUNS } from './catch.ts';
import { huntByCases, type Caught, type CaughtTable } from './caught.ts';
import { GOAL, unseen } from './goal.ts';
import { mutants } from './mutants.ts';
import { inCampaigns, inCases, withTable } from './readme.ts';
import { sightingsOf } from './sightings.ts';

const cases = casesOn('1.7', allCases);

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    seeds: { type: 'string', default: '3' },
    campaigns: { type: 'boolean', default: false },
    json: { type: 'string' },
    accept: { type: 'boolean', default: false },
  },
});

const TABLE = new URL('caught.json', import.meta.url);
const README = new URL('README.md', import.meta.url);

const seeds = Number(options.seeds);
if (!Number.isSafeInteger(seeds) || seeds < 1) fail(`--seeds takes an integer of at least 1, not "${options.seeds}".`);
if (options.accept && seeds < GOAL.seeds) fail(`--accept takes --seeds ${GOAL.seeds}: the table is about so many.`);
const wanted = [...mutants].filter(([name]) => name.includes(options.only));
if (wanted.length === 0) fail(`No broken variant has "${options.only}" in its name.`);

const startedMs = performance.now();
const before = JSON.parse(readFileSync(TABLE, 'utf8')) as CaughtTable;
await rightModelIsGreen();
console.log(`Campaigns of ${RUNS} runs a scenario, with ${seeds} seeds each; shown is the scenario that sees most.\n`);
const table: Record<string, Caught> = {};
for (const [name, mutant] of wanted) {
  const { campaign: _, ...known } = before[name] ?? {};
  const byCases = options.campaigns ? known : await huntByCases(mutant, cases);
  const campaign = await sightingsOf(mutant, ALL.toReversed(), seeds);
  const caught: Caught = campaign === undefined ? byCases : { ...byCases, campaign };
  table[name] = caught;
  const [seen, runs, by] = inCampaigns(caught);
  console.log(`${name}\n  cases ${inCases(caught)}; ${seen} seeds, after ${runs} runs: ${by}`);
}
const short = seeds < GOAL.seeds ? [] : unseen(table);
const escaped = Object.entries(table).flatMap(([name, caught]) => (Object.keys(caught).length === 0 ? [name] : []));
const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1);
console.log(`\n${wanted.length - escaped.length} of ${wanted.length} are caught, ${minutes} min`);
for (const name of escaped) console.log(`  not caught: ${name}`);
for (const words of short) console.log(`  the goal is ${GOAL.seen} of ${GOAL.seeds}: ${words}`);
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(table, undefined, 2)}\n`);
if (options.accept) await accept();
process.exitCode = escaped.length + short.length === 0 ? 0 : 1;

/** Nothing can be said of a variant by what the model that is right does not keep either. */
async function rightModelIsGreen(): Promise<void> {
  const right = options.campaigns ? {} : await huntByCases(() => undefined, cases);
  const sightings = await sightingsOf(() => undefined, ALL, 1);
  if (Object.keys(right).length === 0 && sightings === undefined) return;
  fail(
    `The model itself is at fault, so that nothing can be said of its variants: ${JSON.stringify({ right, sightings })}`,
  );
}

/** Rows that were not looked at now stay as they are. */
async function accept(): Promise<void> {
  const rows = [...mutants.keys()].map((name) => [name, table[name] ?? before[name] ?? {}]);
  const accepted = Object.fromEntries(rows) as CaughtTable;
  await writeFormatted(TABLE, JSON.stringify(accepted));
  await writeFormatted(README, withTable(readFileSync(README, 'utf8'), accepted));
}

function fail(message: string): never {
  console.error(`mutants: ${message}`);
  process.exit(3);
}
