import { posix } from 'node:path';
import type { Report } from '../data/report.ts';
import { headline } from '../data/verdict.ts';

/**
 * Workflow commands that GitHub shows as annotations: an error for each finding, at the last line of user code in its story,
 * and a warning for what is uncertain.
 * @param folder in which the command runs, from the root of the repository: GitHub finds files from there
 */
export function annotationsOf(report: Report, folder: string = ''): readonly string[] {
  const findings = report.exhibits
    .filter(({ kind }) => kind === 'finding')
    .map(({ invariant = '', message, confirmation, repeat, story }) => {
      const lines = [message, ...(confirmation === undefined ? [] : [confirmation.words]), repeat.shell];
      return command('error', `✗ ${invariant}`, lines.join('\n'), placeOf(story, folder));
    });
  const uncertain = report.scenarios
    .filter(({ verdict }) => verdict === 'undecided' || verdict === 'not exercised')
    .map(({ name, verdict, missing, undecided }) =>
      command(
        'warning',
        `${name}: ${verdict}`,
        [...undecided, ...missing.map((what) => `never reached: ${what}`)].join('\n'),
      ),
    );
  return [...findings, ...uncertain, command('notice', 'restate-sim', `${headline(report)}, seed ${report.seed}`)];
}

function command(kind: 'error' | 'warning' | 'notice', title: string, message: string, place: string = ''): string {
  return `::${kind} ${place}title=${property(title)}::${data(message)}`;
}

/** @returns the file and the line that a story ends with, as properties of a command */
function placeOf(story: readonly string[], folder: string): string {
  const [, file, line] = story.map((text) => LOCATION.exec(text)).findLast((found) => found !== null) ?? [];
  if (file === undefined || file.startsWith('…')) return '';
  const path = posix.join(folder.replaceAll('\\', '/'), file);
  return `file=${property(path)},line=${line},`;
}

/** How a line of a story ends that comes from a line of code. */
const LOCATION = / \(([^()\s]+):(\d+)\)$/;

/** What would end the command, or begin another one, is written as an escape. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
