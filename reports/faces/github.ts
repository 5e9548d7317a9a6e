import type { Report } from '../data/report.ts';
import { headline } from '../data/verdict.ts';

/** Workflow commands that GitHub shows as annotations: an error for each finding, a warning for what is uncertain. */
export function annotationsOf(report: Report): readonly string[] {
  const findings = report.exhibits
    .filter(({ kind }) => kind === 'finding')
    .map(({ invariant = '', message, confirmation, repeat }) => {
      const lines = [message, ...(confirmation === undefined ? [] : [confirmation.words]), repeat.shell];
      return command('error', `✗ ${invariant}`, lines.join('\n'));
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

function command(kind: 'error' | 'warning' | 'notice', title: string, message: string): string {
  return `::${kind} title=${property(title)}::${data(message)}`;
}

/** What would end the command, or begin another one, is written as an escape. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
