import { encoderFor, type Encoded, type Encoder } from '../../sim/core/encoded.ts';
import { visible } from '../../sim/trace/visible.ts';

/** Text for a job summary, in which nothing is Markdown, HTML, a link, a mention or an emoji. */
export const summary: Encoder<'summary'> = encoderFor<'summary'>((text) => inText(visible(text)));

/** The same for the cell of a table. */
export const summaryCell: Encoder<'summary'> = encoderFor<'summary'>((text) =>
  inText(visible(text)).replaceAll(/(?<!\\)\|/g, String.raw`\|`),
);

/** A span of code. */
export const summaryCode: Encoder<'summary'> = encoderFor<'summary'>((text) => span(visible(text)));

/** Lines of code, between more backticks than they have in a row. */
export function summaryLines(lines: readonly string[]): Encoded<'summary'> {
  return block(lines.map((line) => visible(line)).join('\n'));
}

const block = encoderFor<'summary'>((text) => {
  const ticks = '`'.repeat(Math.max(3, longest(text) + 1));
  return `${ticks}text\n${text}\n${ticks}`;
});

/**
 * What GitHub makes of a text goes beyond Markdown, and escapes do not stop all of it: links of bare addresses, mentions,
 * numbers of issues, emojis, formulas. In a span of code it makes nothing of it.
 */
function inText(shown: string): string {
  if (LIVE.test(shown)) return span(shown);
  return shown.replaceAll(/[*_{}[\]()+!|~-]/g, String.raw`\$&`);
}

const LIVE = /:\/\/|www\.|[@$#<>&\\`]|:[\w+-]+:|^\s*\d+[.)]|^\s*[=+-]|^\s{4}|mailto:|xmpp:|^\s*$/i;

function span(shown: string): string {
  // A blank at both ends of a span is left out.
  const ticks = '`'.repeat(longest(shown) + 1);
  return `${ticks} ${shown === '' ? ' ' : shown} ${ticks}`;
}

function longest(raw: string): number {
  return Math.max(0, ...Array.from(raw.matchAll(/`+/g), ([ticks]) => ticks.length));
}
