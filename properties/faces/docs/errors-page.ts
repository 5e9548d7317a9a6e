import { fileURLToPath } from 'node:url';
import { ERROR_CODES } from '../../../sim/core/error-codes.ts';

/** The page that lists the codes. */
export const ERRORS_PAGE: string = fileURLToPath(new URL('../../../docs/errors.md', import.meta.url));

/** @returns the text of the page, as `npm run docs` writes it */
export function errorsPage(): string {
  const topics = Object.entries(ERROR_CODES).map(([topic, codes]) => `## ${topic}\n\n${table(codes)}\n`);
  return [HEAD, ...topics].join('\n');
}

const HEAD = `# Error codes

Every error that restate-sim raises is a \`SimulationError\` with a \`code\`. The message is one sentence for people and may
change; the code stays the same within a major version, so a test can match on it:

    await expect(credit).rejects.toMatchObject({ code: 'CONNECTION_LOST' });

The type \`ErrorCode\` is the union of all codes. An error that a handler throws is none of these: the client receives it
as the SDK's \`TerminalError\`.
`;

/** A table as prettier formats it: columns as wide as their widest cell. */
function table(codes: Readonly<Record<string, string>>): string {
  const rows = [['code', 'meaning'], ...Object.entries(codes).map(([code, meaning]) => [`\`${code}\``, meaning])];
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`);
  return lines.toSpliced(1, 0, `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`).join('\n');
}
