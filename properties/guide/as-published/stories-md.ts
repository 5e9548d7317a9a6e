import { alsoIn } from './defects-md.ts';
import { findingsOf } from './listings.ts';
import { ROOT_CAUSES, type Defect, type Listing } from './listings/listing.ts';
import type { StoredFinding } from './store.ts';

/** A finding as the story of its run shows it. */
export interface Story {
  readonly message: string;
  readonly lines: readonly string[];
}

const FILE = 'properties/guide/as-published/plans.jsonl';
/** Characters of a line; what is longer is cut. */
const MAX_WIDTH = 160;

/**
 * @param stories of the findings, by their number
 * @returns the text of `objects/as-published/defects/<listing>.md`
 */
export function storiesMd(
  listing: Listing,
  findings: readonly StoredFinding[],
  stories: ReadonlyMap<number, Story>,
): string {
  return `${[
    `# ${listing.name}: the stories`,
    '',
    `The listing is ${listing.file}:${listing.lines}, its port [${portOf(listing)}](../${portOf(listing)}). The table of its defects is in [DEFECTS.md](../DEFECTS.md).`,
    ...listing.defects.flatMap((defect, index) => story(listing, index + 1, defect, findings, stories)),
  ].join('\n')}\n`;
}

function portOf({ slug }: Listing): string {
  if (slug === 'my-object') return 'keys.ts';
  return slug.startsWith('process-order') ? 'process-order.ts' : `${slug}.ts`;
}

function story(
  listing: Listing,
  number: number,
  defect: Defect,
  findings: readonly StoredFinding[],
  stories: ReadonlyMap<number, Story>,
): string[] {
  const own = findingsOf(listing, defect, findings);
  const [first, ...others] = own;
  const shown = first && stories.get(first.number);
  const also = alsoIn(listing, own);
  const more = others.map((finding) => `\`${FILE}:${finding.number}\` (${finding.scenario}: ${finding.invariant})`);
  return [
    '',
    `## <a id="${number}"></a>${number}. ${listing.file}:${defect.line}`,
    '',
    `\`${defect.code}\``,
    '',
    defect.what,
    '',
    `- Severity: ${defect.severity}. Needs: ${defect.needs}.${also.length === 0 ? '' : ` Also: ${also.join(', ')}.`}`,
    `- Root cause: ${ROOT_CAUSES[defect.cause].title}.`,
    `- In its place: ${defect.instead}`,
    ...(first === undefined || shown === undefined
      ? [`- Shown by no run: ${typeof defect.shownBy === 'string' ? defect.shownBy : 'not found'}.`]
      : [
          '',
          shown.message.replaceAll(/[<>]/g, '').replaceAll(/(\S{60})\S{20,}/gu, '$1…'),
          '',
          '```text',
          ...shown.lines.map((line) => Array.from(line).slice(0, MAX_WIDTH).join('').trimEnd()),
          '```',
          '',
          `Replay it: \`npm run sim -- replay ${FILE}:${first.number}\``,
          ...(more.length === 0 ? [] : ['', `Shown as well by ${more.join(', ')}.`]),
        ]),
  ];
}
