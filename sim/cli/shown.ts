import { encoderFor, type Encoded, type Encoder } from '../core/encoded.ts';
import { visible } from '../trace/visible.ts';

/**
 * Text for a terminal, or for the log of a CI: neither obeys anything in it. Lines stay lines. Where a runner reads the output, no
 * line is one of its commands.
 */
export const terminalText: Encoder<'terminal'> = encoderFor<'terminal'>((text) => plain(text));

/** @returns a line as it may be printed, with the styles of `paint` where there are colours */
export function shown(line: string, color: boolean): Encoded<'terminal'> {
  return color ? painted(line) : terminalText(line);
}

const painted = encoderFor<'terminal'>((line) => {
  const parts = line.split(STYLE);
  return parts.map((part, place) => (place % 2 === 0 ? plain(part) : part)).join('');
});

/** The styles of `paint`. */
// oxlint-disable-next-line no-control-regex -- it is what styles are made of
const STYLE = /(\u001B\[(?:1|2|22|31|32|33|39)m)/;

function plain(text: string): string {
  const kept = visible(text, true);
  return isReadByRunner(process.env) ? kept.replaceAll(/^(\s*):(?=:)|##(?=[[\w])/gm, '$& ') : kept;
}

/** GitHub, GitLab and most others set CI; Azure and TeamCity have variables of their own. */
function isReadByRunner(environment: Readonly<Record<string, string | undefined>>): boolean {
  return ['CI', 'GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'].some((name) => (environment[name] ?? '') !== '');
}
