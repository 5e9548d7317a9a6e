import { GUIDE_LINES, type Place } from './guide-lines.ts';
import { ROWS_OF_MODULE_04 } from './rows-of-module-04.ts';
import { ROWS_OF_THE_GUIDE } from './rows-of-the-guide.ts';
import type { Evidence, Row, Rows } from './row.ts';

/** All rows, by the place of their lines. */
export const ROWS: Rows = { ...ROWS_OF_THE_GUIDE, ...ROWS_OF_MODULE_04 };

/** The text of `objects/PRACTICES.md`. */
export function practicesMd(): string {
  const places = Object.keys(GUIDE_LINES) as Place[];
  const all = places.flatMap((place) => ROWS[place] ?? []);
  const count = (judgement: Row['judgement']): number => all.filter((row) => row.judgement === judgement).length;
  return `${[
    "# The guide's advice, put to the test",
    '',
    `Each line of advice of the two documents, and each claim, with the tests that show it true, in need of a condition, or false: ${all.length} lines, of which ${count('true')} are true, ${count('needs a condition')} need a condition, and ${count('false')} are false.`,
    '',
    "What stands under DON'T is judged as advice: *true* means that it is right not to. The listings themselves, and what is wrong with them, are in `as-published/DEFECTS.md`. This file is made by `node properties/guide/practices/write.ts`; a test checks that it is up to date, that no line of the guide is missing, and that every test named here exists.",
    ...places.flatMap((place) => ['', `## ${place}`, '', ...table(ROWS[place] ?? [])]),
  ].join('\n')}\n`;
}

function table(rows: readonly Row[]): string[] {
  return [
    '| line | judgement | what to know | shown by |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ line, judgement, says, shownBy }) =>
        `| ${line} | ${judgement === 'true' ? 'true' : `**${judgement}**`} | ${says} | ${shownBy.map((one) => named(one)).join('<br>')} |`,
    ),
  ];
}

function named({ file, title }: Evidence): string {
  return `[${title.replaceAll('|', '\\|')}](../${file})`;
}
