import type { Bug } from './bug.ts';
import type { BugFigures, HunterFigures } from './figures.ts';
import { figuresBy, GOALS } from './goals.ts';
import { HUNTERS } from './hunt.ts';
import { WEAKNESSES } from './weak.ts';

/** Figures as they stand in `figures.json`. */
export interface Measured {
  readonly seeds: number;
  /** Runs after which a search with a strategy other than `mix` gave up. */
  readonly mostOthers: number;
  readonly bugs: readonly BugFigures[];
}

const BEGIN = '<!-- figures: made by npm run bench:bugs -- --write -->';
const END = '<!-- end of the figures -->';

/** @returns the text of the folder's README with its tables made anew */
export function withTables(readme: string, bugs: readonly Bug[], measured: Measured): string {
  const before = readme.slice(0, readme.indexOf(BEGIN) + BEGIN.length);
  const after = readme.slice(readme.indexOf(END));
  return `${before}\n\n${tables(bugs, measured).join('\n')}\n\n${after}`;
}

function tables(bugs: readonly Bug[], { seeds, mostOthers, bugs: figures }: Measured): string[] {
  const hard = bugs.filter(({ isHard }) => isHard).length;
  const twinRuns = Math.min(...figures.map(({ twin }) => twin.runs));
  const alarms = figures.reduce((sum, { twin }) => sum + twin.alarms.length, 0);
  return [
    `${bugs.length} bugs, ${hard} of them hard (a uniform walk finds them in fewer than 1 of ${GOALS.hard} runs). Runs to first detection over ${seeds} seeds: median / p90. \`>${mostOthers}\` is a search that had not found it by then, \`(n)\` how many of the seeds missed it. Each twin ran at least ${twinRuns.toLocaleString('en')} times, with ${alarms === 0 ? 'no false alarm' : `${alarms} false alarms`}.`,
    '',
    row(['bug', 'hard', ...HUNTERS]),
    row(['---', '---', ...HUNTERS.map(() => '--:')]),
    ...bugs.flatMap((bug) => {
      const own = figures.find(({ name }) => name === bug.name);
      if (own === undefined) return [];
      return [
        row([bug.name, bug.isHard ? 'hard' : '', ...HUNTERS.map((name) => cell(figuresBy(own, name), mostOthers))]),
      ];
    }),
    '',
    'What shrinking made of the findings of `mix`: the worst of each bug.',
    '',
    row([
      'bug',
      'parts of the plan',
      'lines told',
      'lines in full',
      'steps of the run',
      'candidates',
      'processor time',
    ]),
    row(['---', '--:', '--:', '--:', '--:', '--:', '--:']),
    ...figures.map(({ name, shrinking: { parts, lines, linesInFull, steps, candidates, ms } }) =>
      row([name, ...[parts, lines, linesInFull, steps, candidates].map(String), `${Math.round(ms)} ms`]),
    ),
    '',
    'What theory says that a strategy cannot find, and it does not:',
    '',
    ...bugs.flatMap(({ name, blind }) => blind.map(({ hunter, why }) => `- \`${hunter}\` and **${name}**: ${why}.`)),
    ...WEAKNESSES.map(
      ({ weak, bug: { name }, why, strong }) => `- ${weak} and **${name}**, which ${strong} finds: ${why}.`,
    ),
    '',
    'What is wrong in each of them:',
    '',
    ...bugs.map(({ name, slip }) => `- **${name}**: ${slip}`),
  ];
}

function cell({ median, p90, misses }: HunterFigures, most: number): string {
  const runs = (count: number | undefined): string => (count === undefined ? `>${most}` : String(count));
  return `${runs(median)} / ${runs(p90)}${misses === 0 ? '' : ` (${misses})`}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
