/**
 * Searches every listing for breaches of every invariant, and stores what it finds:
 * `node properties/guide/as-published/find.ts [RUNS [LISTING]]`, then `write.ts`. It takes a quarter of an hour.
 */
import { writeFileSync } from 'node:fs';
import { AS_PUBLISHED } from '../../../scenarios/as-published/index.ts';
import type { Invariant } from '../../../sim/checks/invariant.ts';
import { findingText, type Finding } from '../../../sim/search/finding/finding.ts';
import type { Scenario } from '../../../sim/simulation/scenario/scenario.ts';
import { invariantsOf, kindWithoutCause, searchFor } from './single-invariant.ts';
import { PLANS, SEARCHED, searched, storedFindings, type Searched } from './store.ts';

const SEED = 42;
const RUNS = Number(process.argv[2] ?? 300);
const only = process.argv[3];
/** How many kinds of breach of one invariant are searched. */
const MAX_KINDS = 8;

const isKept = ({ scenario }: { readonly scenario: string }): boolean =>
  only !== undefined && !(scenario === only || scenario.startsWith(`${only},`));
const rows: Searched[] = only === undefined ? [] : searched().filter((row) => isKept(row));
const plans: { readonly scenario: string; readonly text: string }[] =
  only === undefined
    ? []
    : storedFindings()
        .filter((finding) => isKept(finding))
        .map(({ number: _number, cause: _cause, ...file }) => ({
          scenario: file.scenario,
          text: JSON.stringify(file),
        }));

for (const scenario of AS_PUBLISHED.filter(({ name }) => !isKept({ scenario: name })))
  for (const invariant of invariantsOf(scenario)) await search(scenario, invariant);

const order = AS_PUBLISHED.map(({ name }) => name);
const inOrder = (one: { readonly scenario: string }, other: { readonly scenario: string }): number =>
  order.indexOf(one.scenario) - order.indexOf(other.scenario);
writeFileSync(
  PLANS,
  `${plans
    .toSorted(inOrder)
    .map(({ text }) => text)
    .join('\n')}\n`,
);
writeFileSync(
  SEARCHED,
  `${rows
    .toSorted(inOrder)
    .map((row) => JSON.stringify(row))
    .join('\n')}\n`,
);

async function search(scenario: Scenario, invariant: Invariant): Promise<void> {
  const found: Finding[] = [];
  for (;;) {
    const { runs, exercised, finding } = await searchFor(scenario, invariant, { seed: SEED, runs: RUNS, known: found });
    if (finding !== undefined && found.length < MAX_KINDS) {
      found.push(finding);
      continue;
    }
    // Not every listing has what a built-in invariant judges. The listing's own invariants always have a row.
    if (exercised === 0 && found.length === 0 && !scenario.invariants.includes(invariant)) return;
    rows.push({ scenario: scenario.name, invariant: invariant.name, runs, exercised });
    for (const one of found) plans.push({ scenario: scenario.name, text: stored(one) });
    const messages = found.map(({ message }) => message).join(' || ');
    console.log(`${scenario.name} | ${invariant.name} | ${messages === '' ? `none in ${runs}` : messages}`);
    return;
  }
}

/** One line. The steps are left out: a plan whose trace has changed fails `npm test`. */
function stored(finding: Finding): string {
  const { versions: _versions, ...file } = JSON.parse(
    findingText({ ...finding, kind: kindWithoutCause(finding.kind), steps: [] }, {}),
  ) as Record<string, unknown>;
  return JSON.stringify(file);
}
