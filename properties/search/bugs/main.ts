import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { writeFormatted } from '../../harness/write-formatted.ts';
import { BUGS } from './catalogue.ts';
import { figuresOf, type BugFigures, type Effort } from './figures.ts';
import { GOALS, inRuns, shortfalls } from './goals.ts';
import { HUNTERS, OURS, type Hunter } from './hunt.ts';
import { figuresText, merged, withTables, type Measured } from './readme.ts';
import { WEAKNESSES } from './weak.ts';

const { values: options } = parseArgs({
  options: {
    bug: { type: 'string', default: '' },
    strategies: { type: 'string' },
    seeds: { type: 'string' },
    twins: { type: 'string' },
    json: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

const FIGURES = new URL('figures.json', import.meta.url);
const README = new URL('README.md', import.meta.url);

const seeds = wholeNumber('--seeds', options.seeds) ?? (options.quick ? 10 : 50);
const effort: Effort = {
  hunters: huntersIn(options.strategies),
  seeds,
  most: 1_000,
  mostOthers: 100,
  twinRuns: wholeNumber('--twins', options.twins) ?? (options.quick ? 500 : 20_000),
  shrinks: options.quick ? 3 : 10,
};
const chosen = BUGS.filter(({ name }) => name.includes(options.bug));
if (chosen.length === 0)
  fail(`No bug has "${options.bug}" in its name; there are: ${BUGS.map(({ name }) => name).join(', ')}.`);

console.log(`Runs to first detection, median / p90 over ${seeds} seeds; ! is a seed that found nothing.\n`);
const measured: BugFigures[] = [];
const missed: string[] = [];
for (const bug of chosen) {
  const figures = await figuresOf(bug, effort);
  measured.push(figures);
  const short = shortfalls(bug, figures, seeds);
  missed.push(...short);
  print(figures);
  if (options.write) await write();
}
if (options.bug === '') {
  for (const { bug, weak, strong, why, measure } of WEAKNESSES) {
    const found = await measure();
    if (found.weak) missed.push(`${bug.name}: ${weak} found it, but ${why}`);
    if (!found.strong) missed.push(`${bug.name}: ${strong} did not find it, and should`);
  }
  const hard = chosen.filter(({ isHard }) => isHard).length;
  if (hard < GOALS.hardBugs) missed.push(`only ${hard} bugs are hard, and ${GOALS.hardBugs} should be`);
}
if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(data(measured), undefined, 2)}\n`);
console.log(missed.length === 0 ? '\nevery goal is reached' : `\ngoals that are missed:\n  ${missed.join('\n  ')}`);
process.exitCode = missed.length === 0 ? 0 : 1;

/** One bug in a few lines of at most 80 columns. */
function print(figures: BugFigures): void {
  const { name, isHard, twin, shrinking } = figures;
  console.log(
    `${name}${isHard ? ' (hard)' : ''}: a uniform walk finds it ${inRuns(figures.hunters.find(({ hunter }) => hunter === 'uniform'))}`,
  );
  const cells = figures.hunters.map(
    ({ hunter, median, p90, misses }) => `${hunter} ${median ?? '-'}/${p90 ?? '-'}${misses === 0 ? '' : ` ${misses}!`}`,
  );
  for (const some of [cells.slice(0, 4), cells.slice(4)]) if (some.length > 0) console.log(`  ${some.join(', ')}`);
  const wallMs = figures.hunters.reduce((sum, one) => sum + one.wallMs, 0);
  console.log(
    `  ${shrinking.parts} parts, ${shrinking.lines} lines, ${shrinking.candidates} candidates, ${Math.round(shrinking.ms)} ms; ` +
      `twin: ${twin.alarms.length} alarms in ${twin.runs} runs; ${(wallMs / 1000).toFixed(1)} s`,
  );
}

function data(bugs: readonly BugFigures[]): Measured {
  return { seeds, mostOthers: effort.mostOthers, present: effort.hunters, bugs };
}

/** Bugs and strategies that were not measured now keep the figures that they have. */
async function write(): Promise<void> {
  const known = (JSON.parse(readFileSync(FIGURES, 'utf8')) as Measured).bugs;
  const bugs = BUGS.flatMap(({ name }) => {
    const [now, before] = [measured, known].map((all) => all.find((figures) => figures.name === name));
    return now === undefined ? (before ?? []) : merged(now, before);
  });
  writeFileSync(FIGURES, figuresText(data(bugs)));
  await writeFormatted(README, withTables(readFileSync(README, 'utf8'), BUGS, data(bugs)));
}

/** @throws never: an unknown name ends the program */
function huntersIn(list: string | undefined): readonly Hunter[] {
  const names = list?.split(',') ?? HUNTERS;
  const unknown = names.find((name) => !(HUNTERS as readonly string[]).includes(name));
  if (unknown !== undefined) fail(`There is no strategy "${unknown}"; there are: ${HUNTERS.join(', ')}.`);
  if (!names.includes(OURS)) fail(`--strategies must have ${OURS}, which the goals are about.`);
  return HUNTERS.filter((name) => names.includes(name));
}

function wholeNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) fail(`${option} takes an integer of at least 1, not "${text}".`);
  return value;
}

function fail(message: string): never {
  console.error(`bench:bugs: ${message}`);
  process.exit(3);
}
