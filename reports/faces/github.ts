import { posix } from 'node:path';
import type { Encoded } from '../../sim/core/encoded.ts';
import type { Report } from '../data/report.ts';
import { unreachedGroups } from '../data/unreached.ts';
import { headline } from '../data/verdict.ts';
import { annotation, annotationProperty } from './annotation.ts';

/**
 * Workflow commands that GitHub shows as annotations: an error for each finding, at the last line of user code in its story,
 * and a warning for what is uncertain.
 * @param folder in which the command runs, from the root of the repository: GitHub finds files from there
 */
export function annotationsOf(report: Report, folder: string = ''): readonly Encoded<'annotation'>[] {
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
  return [
    ...findings,
    ...uncertain,
    ...unreachedIn(report, folder),
    command('notice', 'restate-sim', `${headline(report)}, seed ${report.seed}`),
  ];
}

function command(
  kind: 'error' | 'warning' | 'notice',
  title: string,
  message: string,
  place: Encoded<'annotation'> = NOWHERE,
): Encoded<'annotation'> {
  const { markup } = annotation;
  const begin = { error: markup`::error `, warning: markup`::warning `, notice: markup`::notice ` }[kind];
  return markup`${begin}${place}title=${annotationProperty(title)}::${annotation(message)}`;
}

/** GitHub shows ten notices of one step, of which one is the verdict. */
const MAX_NOTICES = 9;

/** @returns a notice at the first line of each group of lines that no run reached */
function unreachedIn(report: Report, folder: string): readonly Encoded<'annotation'>[] {
  return (unreachedGroups(report) ?? [])
    .slice(0, MAX_NOTICES)
    .map(({ file, lines, line, handler }) =>
      command('notice', 'no run reached these lines', `${file}:${lines}${handler}`, placed(file, line, folder)),
    );
}

/** @returns the file and the line that a story ends with, as properties of a command */
function placeOf(story: readonly string[], folder: string): Encoded<'annotation'> {
  const [, file, line] = story.map((text) => LOCATION.exec(text)).findLast((found) => found !== null) ?? [];
  return file === undefined ? NOWHERE : placed(file, Number(line), folder);
}

function placed(file: string, line: number, folder: string): Encoded<'annotation'> {
  if (file.startsWith('…')) return NOWHERE;
  const path = annotationProperty(posix.join(folder.replaceAll('\\', '/'), file));
  return annotation.markup`file=${path},line=${line},`;
}

/** How a line of a story ends that comes from a line of code. */
const LOCATION = / \(([^()\s]+):(\d+)\)$/;

const NOWHERE = annotation('');
