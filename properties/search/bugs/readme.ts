import type { Bug } from './bug.ts';
import type { BugFigures, HunterFigures } from './figures.ts';
import { GOALS } from './goals.ts';
import { HUNTERS, type Hunter } from './hunt.ts';
import { WEAKNESSES } from './weak.ts';

/** Figures as they stand in `figures.json`. */
export interface Measured {
  readonly seeds: number;
  /** Runs after which a search with a strategy other than `mix` gave up. */
  readonly mostOthers: number;
  /** The strategies of the last measurement; what stands there of others is from one before. */
  readonly present: readonly Hunter[];
  readonly bugs: readonly BugFigures[];
}

/** @returns new figures of a bug, with those of strategies that were measured before only */
export function merged(now: BugFigures, before: BugFigures | undefined): BugFigures {
  const all = [...now.hunters, ...(before?.hunters ?? [])];
  return { ...now, hunters: HUNTERS.flatMap((hunter) => all.find((one) => one.hunter === hunter) ?? []) };
}

/** @returns the text of `figures.json`: one line for each bug, with numbers of at most four decimals */
export function figuresText({ bugs, ...about }: Measured): string {
  const rounded = (_key: string, value: unknown): unknown =>
    typeof value === 'number' ? Math.round(value * 10_000) / 10_000 : value;
  const lines = bugs.map((figures) => JSON.stringify(figures, rounded));
  return `${JSON.stringify(about).slice(0, -1)}, "bugs": [\n${lines.join(',\n')}\n]}\n`;
}

const BEGIN = '<!-- figures: made by npm run bench:bugs -- --write -->';
const END = '<!-- end of the figures -->';

/** @returns the text of the folder's README with new tables */
export function withTables(readme: string, bugs: readonly Bug[], measured: Measured): string {
  const before = readme.slice(0, readme.indexOf(BEGIN) + BEGIN.length);
  const after = readme.slice(readme.indexOf(END));
  return `${before}\n\n${tables(bugs, measured).join('\n')}\n\n${after}`;
}

function tables(bugs: readonly Bug[], { seeds, mostOthers, present, bugs: figures }: Measured): string[] {
  const hard = bugs.filter(({ isHard }) => isHard).length;
  const twinRuns = Math.min(...figures.map(({ twin }) => twin.runs));
  const alarms = figures.reduce((sum, { twin }) => sum + twin.alarms.length, 0);
  return [
    `${bugs.length} bugs, ${hard} of them hard (a uniform walk finds them in fewer than 1 of ${GOALS.hard} runs). Runs to first detection over ${seeds} seeds: median / p90. \`>${mostOthers}\` is a search that had not found it by then, \`(n)\` how many of the seeds missed it. Each twin ran at least ${twinRuns.toLocaleString('en')} times, with ${alarms === 0 ? 'no false alarm' : `${alarms} false alarms`}.${noteOn(present)}`,
    '',
    row(['bug', 'hard', ...HUNTERS]),
    row(['---', '---', ...HUNTERS.map(() => '--:')]),
    ...bugs.flatMap((bug) => {
      const own = figures.find(({ name }) => name === bug.name);
      if (own === undefined) return [];
      return [row([bug.name, bug.isHard ? 'hard' : '', ...HUNTERS.map((name) => cell(own, name, mostOthers))])];
    }),
    '',
    'The findings of `mix` after shrinking: the worst of each bug.',
    '',
    row([
      'bug',
      'parts of the plan',
      'lines of the story',
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
    'Bugs that a strategy cannot find in theory, and does not find:',
    '',
    ...bugs.flatMap(({ name, blind }) => blind.map(({ hunter, why }) => `- \`${hunter}\` and **${name}**: ${why}.`)),
    ...WEAKNESSES.map(
      ({ weak, bug: { name }, why, strong }) => `- ${weak} and **${name}**, which ${strong} finds: ${why}.`,
    ),
    '',
    'The bugs:',
    '',
    ...bugs.map(({ name, mistake }) => `- **${name}**: ${mistake}`),
  ];
}

/** Says which figures are not of the last measurement. */
function noteOn(present: readonly Hunter[]): string {
  if (present.length === HUNTERS.length) return '';
  const names = present.map((name) => `\`${name}\``).join(', ');
  return ` The last measurement was of ${names} and the twins; the figures of the other strategies are of earlier draws, and \`–\` is none.`;
}

function cell({ hunters }: BugFigures, hunter: Hunter, most: number): string {
  const figures = hunters.find((one) => one.hunter === hunter);
  return figures === undefined ? '–' : inCell(figures, most);
}

function inCell({ median, p90, misses }: HunterFigures, most: number): string {
  const runs = (count: number | undefined): string => (count === undefined ? `>${most}` : String(count));
  return `${runs(median)} / ${runs(p90)}${misses === 0 ? '' : ` (${misses})`}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
