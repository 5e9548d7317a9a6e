import type { Explanation } from './explanations/explanation.ts';
import { EXPLANATIONS } from './explanations.ts';
import { defect, rows, type Defect, type Row } from './rows.ts';

/** @returns the text of `objects/as-published/DEFECTS.md` */
export function defectsMd(): string {
  const all = rows();
  const listings = [...new Set(all.map(({ scenario }) => scenario))];
  const defects = all.reduce((sum, row) => sum + row.defects.length, 0);
  const lines = new Set(all.flatMap((row) => row.defects.map((file) => explanationOf(defect(file))?.line)));
  return `${[
    '# What is wrong with the listings, as published',
    '',
    `Found by the simulator: every listing of the guide that has behaviour, in a literal port, under every invariant that applies to it. ${listings.length} listings and variants, ${all.length} rows, ${defects} breaches, for which ${lines.size} different lines are responsible.`,
    '',
    'Each story is the smallest run that shows it. Its plan is in `properties/guide/as-published/plans/`, and `npm test` runs it again; a plan that no longer breaks fails the suite, and so does a difference between this file and what it is made from. `node properties/guide/as-published/find.ts` searches anew.',
    '',
    'Listings that test the error of a state that is missing come twice: with the zero value, which the Go SDK returns, and with an error, which they expect. Listings that drop errors come once more, *cancelled*: the one error that the `Get` and `Run` of the Go SDK do return is that of an invocation that was cancelled, where state is fetched when it is asked for.',
    ...listings.flatMap((listing) =>
      section(
        listing,
        all.filter(({ scenario }) => scenario === listing),
      ),
    ),
  ].join('\n')}\n`;
}

/** What was written about a defect; the first that fits. */
export function explanationOf({ scenario, invariant, handler, kind }: Defect): Explanation | undefined {
  const places = [handler, handler?.split('/')[1], kind];
  return EXPLANATIONS.find(
    (candidate) =>
      (candidate.listing === scenario || scenario.startsWith(`${candidate.listing},`)) &&
      candidate.invariant === invariant &&
      [candidate.where ?? []].flat().every((place) => places.includes(place)),
  );
}

function section(listing: string, of: readonly Row[]): string[] {
  return [
    '',
    `## ${listing}`,
    '',
    '| invariant | found |',
    '| --- | --- |',
    ...of.map((row) => `| ${row.invariant} | ${found(row)} |`),
    ...of.flatMap((row) => row.defects.flatMap((file) => story(file))),
  ];
}

function found({ runs, exercised, defects }: Row): string {
  if (exercised === 0) return `never put to the test in ${runs} runs`;
  const count = defects.length;
  return count === 0 ? `none found in ${runs} runs` : `**${count === 1 ? 'a defect' : `${count} defects`}**`;
}

function story(file: string): string[] {
  const told = defect(file);
  const explanation = explanationOf(told);
  if (explanation === undefined)
    throw new Error(`${file} (${told.invariant}, ${told.handler}, ${told.kind}) is not explained`);
  const where = told.kind === undefined ? '' : ` (${told.kind})`;
  return [
    '',
    `### ${told.invariant}${where}: ${told.handler ?? 'the whole'}`,
    '',
    told.message.replaceAll(/[<>]/g, '').replaceAll(/(\S{60})\S{20,}/gu, '$1…'),
    '',
    '```text',
    ...told.story.map((line) => Array.from(line).slice(0, 160).join('').trimEnd()),
    '```',
    '',
    `- **Line:** \`${explanation.line}\``,
    `- **Consequence:** ${explanation.consequence}`,
    `- **Hardened:** ${explanation.hardened}`,
    `- **Plan:** \`${file}\``,
  ];
}
