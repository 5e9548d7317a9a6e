/** Searches every listing for breaches of every invariant, and stores what it finds: `node properties/guide/as-published/find.ts`. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { Hash } from '../../../sim/core/hash.ts';
import { FOLDER, rows, type Defect, type Row } from './rows.ts';
import { invariantsOf, searchFor } from './single-invariant.ts';

const SEED = 42;
const RUNS = Number(process.argv[2] ?? 300);
const only = process.argv[3];
/** Kinds of one breach that are looked for. */
const MOST_KINDS = 8;

const found: Row[] = only === undefined ? [] : rows().filter(({ scenario }) => !scenario.startsWith(only));
if (only === undefined) rmSync(new URL('plans/', FOLDER), { recursive: true, force: true });
mkdirSync(new URL('plans/', FOLDER), { recursive: true });
for (const scenario of AS_PUBLISHED.filter(({ name }) => only === undefined || name.startsWith(only)))
  for (const invariant of invariantsOf(scenario)) {
    const defects: Defect[] = [];
    for (let kinds = 0; ; kinds++) {
      const { runs, exercised, finding } = await searchFor(scenario, invariant, {
        seed: SEED,
        runs: RUNS,
        known: defects,
      });
      if (finding !== undefined && kinds < MOST_KINDS) {
        const { handler, kind, message, story, plan } = finding;
        defects.push({ scenario: scenario.name, invariant: invariant.name, handler, kind, message, story, plan });
        continue;
      }
      // What is built in judges what not every listing has; what is the listing's own is always told.
      if (exercised === 0 && !scenario.invariants.includes(invariant)) break;
      const files = defects.map((defect) => store(scenario, defect));
      found.push({ scenario: scenario.name, invariant: invariant.name, runs, exercised, defects: files });
      console.log(
        `${scenario.name} | ${invariant.name} | ${defects.map(({ message }) => message).join(' || ') || `none in ${runs}`}`,
      );
      break;
    }
  }
const order = AS_PUBLISHED.map(({ name }) => name);
found.sort((a, b) => order.indexOf(a.scenario) - order.indexOf(b.scenario));
writeFileSync(new URL('rows.json', FOLDER), `${JSON.stringify(found, undefined, 2)}\n`);

function store(scenario: Scenario, defect: Defect): string {
  const { invariant, handler, kind } = defect;
  const hash = new Hash()
    .string(JSON.stringify([invariant, handler, kind]))
    .hex()
    .slice(0, 6);
  const file = `${scenario.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}-${hash}.json`;
  writeFileSync(new URL(`plans/${file}`, FOLDER), `${JSON.stringify(defect, undefined, 2)}\n`);
  return file;
}
