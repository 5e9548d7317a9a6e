import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { FakeEngine } from '../../sim/attempt/fake/engine.ts';
import { loadSdkEngine } from '../../sim/attempt/sdk/engine.ts';
import { hasChromium, HOW_TO_INSTALL } from '../../reports/testing/chromium.ts';
import { RandomDecider } from '../../sim/search/strategies/random-decider.ts';
import { checkLinearizable } from '../../sim/checks/linearizability/check.ts';
import { counters, historyOf } from './histories.ts';
import { best, burn, heapUsed, processorTime } from './measure.ts';
import { addInTurn, aMonth, threeByTwenty, world } from './worlds.ts';
import { missed, type Measured } from './goals.ts';
import { heapCourse } from './heap.ts';
import { pageTimes } from './page.ts';
import { schedules } from './schedules.ts';
import { CAMPAIGNS, COLD_RUNS, type CampaignCosts } from './campaigns.ts';
import { jumps } from './jumps.ts';
import { crashMatrix, threeSearched } from './searched.ts';
import { searchedBy } from './workers.ts';
import { realSpeed, SIDE_BY_SIDE } from './real-server.ts';
import { yardstick } from './yardstick.ts';

/** A figure: what it is, its value, its unit. Ratios are against the yardstick of the same process. */
interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
}

const INVOCATIONS = 20_000;
/** How many invocations are measured at once: long enough for what the garbage collector does to be in it. */
const BATCH = 20_000;
/** Rounds that are not counted: the code is still being compiled. */
const WARM_UP = 2;
const BASELINE = new URL('baseline.json', import.meta.url);

const { values: options } = parseArgs({
  options: {
    json: { type: 'string' },
    accept: { type: 'boolean' },
    quick: { type: 'boolean' },
    burden: { type: 'string' },
    heap: { type: 'string' },
    'heap-runs': { type: 'string' },
    leak: { type: 'string' },
    page: { type: 'boolean' },
    campaigns: { type: 'boolean' },
  },
});

if ((options.heap ?? options['heap-runs']) !== undefined) process.exit(await longCampaign());

const figures: Figure[] = [];
const note = (name: string, value: number, unit: string): void => {
  figures.push({ name, value, unit });
  console.log(`${name.padEnd(58)}${format(value).padStart(12)} ${unit}`);
};

if (options.page === true) process.exit(await page());
if (options.campaigns === true) process.exit(campaigns());

/**
 * Yardstick and engine take turns, so that a busy moment hits both, and are measured in processor time. The median of the
 * rounds counts: the best moment of one and the best moment of the other need not be equally lucky.
 */
async function ratio(): Promise<number> {
  const yards: number[] = [];
  const fakes: number[] = [];
  const burden = Number(options.burden ?? 0) / 100;
  for (let round = -WARM_UP; round < (options.quick === true ? 5 : 11); round++) {
    const yard = await processorTime(() => yardstick(BATCH));
    // Many worlds, not one, because that is what a search does.
    const batch = async (): Promise<void> => {
      for (let i = 0; i < BATCH / 100; i++) await addInTurn(world(i), 100, 10);
    };
    let ms = await processorTime(batch);
    if (burden > 0) ms += await processorTime(() => Promise.resolve(burn(ms * burden)));
    if (round < 0) continue;
    yards.push(yard);
    fakes.push(ms);
  }
  const ratios = fakes.map((fake, round) => fake / (yards[round] ?? Number.NaN));
  note('yardstick, invocations', (BATCH / median(yards)) * 1000, '/s');
  note('fake engine, trace and built-in invariants on, invocations', (BATCH / median(fakes)) * 1000, '/s');
  note('fake engine / yardstick, cost per invocation', median(ratios), 'x');
  return median(ratios);
}

/** The real SDK under the same model, entered both ways; measured in turns with the fake. */
async function engines(): Promise<void> {
  const rivals = [
    { name: 'fake engine, the same work', engine: new FakeEngine(), ms: Infinity },
    { name: 'sdk engine, internal entry', engine: await loadSdkEngine('internal'), ms: Infinity },
    { name: 'sdk engine, public entry', engine: await loadSdkEngine('public'), ms: Infinity },
  ];
  const invocations = options.quick === true ? 1_000 : 4_000;
  for (let round = 0; round < 5; round++) {
    for (const rival of rivals) {
      const work = async (): Promise<void> => {
        for (let i = 0; i < invocations / 100; i++) await addInTurn(world(i, undefined, rival.engine), 100, 10);
      };
      rival.ms = Math.min(rival.ms, await best(1, work));
    }
  }
  const [fake] = rivals;
  for (const { name, ms } of rivals) {
    note(`${name}, invocations`, (invocations / ms) * 1000, '/s');
    if (fake !== undefined && ms !== fake.ms) note(`${name} / fake engine, cost per invocation`, ms / fake.ms, 'x');
  }
}

/** The real server with the same handlers, in the same run of this command. */
async function realServer(): Promise<void> {
  const speed = await realSpeed(options.quick === true ? 100 : 400);
  if (typeof speed === 'string') {
    console.log(`no real server to compare with: ${speed}`);
    return;
  }
  note('real server, one client, invocations', speed.inTurn, '/s');
  note(`real server, ${SIDE_BY_SIDE} clients, invocations`, speed.sideBySide, '/s');
  const fake = figures.find(({ name }) => name === 'fake engine, the same work, invocations')?.value ?? NaN;
  const sdk = figures.find(({ name }) => name === 'sdk engine, internal entry, invocations')?.value ?? NaN;
  note('fake engine / real server with one client, speed', fake / speed.inTurn, 'x');
  note('sdk engine / real server with one client, speed', sdk / speed.inTurn, 'x');
}

async function steps(): Promise<void> {
  const assembled = world(1);
  const start = performance.now();
  const taken = await addInTurn(assembled, INVOCATIONS, 10);
  note('steps', (taken / (performance.now() - start)) * 1000, '/s');
}

/** What a campaign does for each run, in turns with the scheduler that people have today. */
async function wholeRuns(): Promise<number> {
  const runs = 200;
  const steps = Math.round((await threeSearched(runs)) / runs);
  const costs: { ours: number; asManySteps: number; asManyEntries: number }[] = [];
  for (let round = -WARM_UP; round < (options.quick === true ? 5 : 15); round++) {
    const ours = await processorTime(async () => void (await threeSearched(runs)));
    const asManySteps = await processorTime(() => schedules(runs, 3, Math.round(steps / 3)));
    const asManyEntries = await processorTime(() => schedules(runs, 3, 20));
    if (round >= 0) costs.push({ ours, asManySteps, asManyEntries });
  }
  const speed = (pick: (cost: (typeof costs)[number]) => number): number => (runs / median(costs.map(pick))) * 1_000;
  note(
    'whole runs of 3 invocations x 20 entries',
    speed(({ ours }) => ours),
    '/s',
  );
  note('steps in such a run', steps, '');
  note(
    `fast-check's scheduler, 3 tasks, ${steps} steps, schedules`,
    speed((cost) => cost.asManySteps),
    '/s',
  );
  note(
    "fast-check's scheduler, 3 tasks x 20 steps, schedules",
    speed((cost) => cost.asManyEntries),
    '/s',
  );
  const ratios = (pick: (cost: (typeof costs)[number]) => number): number =>
    median(costs.map((cost) => cost.ours / pick(cost)));
  const schedule = ratios((cost) => cost.asManySteps);
  note('whole run / schedule of fast-check with as many steps, cost', schedule, 'x');
  note(
    'whole run / schedule of fast-check, one step per entry, cost',
    ratios((cost) => cost.asManyEntries),
    'x',
  );
  return schedule;
}

/** Every place in a handler where its process can crash. */
async function crashes(): Promise<number> {
  let places = 0;
  let shortest = Infinity;
  for (let round = 0; round < 20; round++) {
    const ms = await processorTime(async () => {
      places = await crashMatrix();
    });
    shortest = Math.min(shortest, ms);
  }
  note(`crash matrix of 30 entries, ${places} places`, shortest, 'ms');
  return shortest;
}

/** What a user of the debugger waits for. */
async function debugging(): Promise<number> {
  const { steps: taken, openMs, jumpMs, branchMs } = await jumps(2_000);
  note(`debugger, a run of ${taken} steps opened`, openMs, 'ms');
  note('debugger, slowest jump with all tables', jumpMs, 'ms');
  note('debugger, a branch in the middle', branchMs, 'ms');
  return jumpMs;
}

/** The same campaign on one worker thread and on two. */
async function workers(): Promise<void> {
  const runs = options.quick === true ? 300 : 1_500;
  const [one, two] = [await searchedBy(1, runs), await searchedBy(2, runs)];
  note('campaign on 2 workers / on 1, time on the wall', two.wallMs / one.wallMs, 'x');
  note('campaign on 2 workers / on 1, processor time', two.processorMs / one.processorMs, 'x');
  note('campaign on 2 workers, processors kept busy', two.processorMs / two.wallMs, '');
}

/** Cost per operation must not depend on how long the world has been running. */
async function growth(): Promise<void> {
  for (const operations of [100, 1_000, 10_000]) {
    const rounds = 10_000 / operations;
    const ms = await best(3, async () => {
      for (let i = 0; i < rounds; i++) await addInTurn(world(i), operations, 100);
    });
    note(`${operations} operations in one world, per operation`, (ms / 10_000) * 1000, 'µs');
  }
}

/** @returns the exit status: 0 when the heap was flat */
async function longCampaign(): Promise<number> {
  const minutes = Number(options.heap ?? Infinity);
  const mostRuns = Number(options['heap-runs'] ?? Infinity);
  if (!(minutes > 0 && mostRuns > 0)) {
    console.error('--heap takes a number of minutes, such as 10, and --heap-runs a number of runs.');
    return 3;
  }
  const { runs, samples, growth, flat } = await heapCourse(
    { minutes, runs: mostRuns },
    Number(options.leak ?? 0),
    (line) => console.log(line),
  );
  const [least, most] = [Math.min(...samples), Math.max(...samples)].map((bytes) => (bytes / 1024 / 1024).toFixed(1));
  console.log(`${runs} runs, ${samples.length} samples between ${least} and ${most} MiB`);
  const grown = `${(growth * 100).toFixed(1)} % of growth after the first third`;
  console.log(flat ? `the heap is flat: ${grown}` : `the heap is not flat: ${grown}`);
  return flat ? 0 : 1;
}

/** What a reader waits for whose finding has a long run. */
async function page(): Promise<number> {
  if (!hasChromium) {
    console.error(HOW_TO_INSTALL);
    return 3;
  }
  const steps = 2_000;
  const { openMs, redrawMs, moveMs, yardstickMs } = await pageTimes(steps);
  note(`yardstick, ${steps} plain shapes in an empty page`, yardstickMs, 'ms');
  note(`report with a run of ${steps} steps, from opening to picture`, openMs, 'ms');
  note('its picture drawn again', redrawMs, 'ms');
  note('another part of it', moveMs, 'ms');
  note('picture drawn again / yardstick', redrawMs / yardstickMs, 'x');
  return 0;
}

/** What users run: whole campaigns, with strategies, coverage, hashes and all invariants. */
function campaigns(): number {
  const main = fileURLToPath(new URL('campaign-main.ts', import.meta.url));
  const ratios: number[] = [];
  for (const name of CAMPAIGNS) {
    const out = execFileSync(process.execPath, [main, name], { encoding: 'utf8' });
    const { coldMs, perRunMs, invocationsPerRun, perInvocation } = JSON.parse(out) as CampaignCosts;
    ratios.push(perInvocation);
    note(`${name}, the first ${COLD_RUNS} runs of a process`, coldMs, 'ms');
    note(`${name}, a run of ${invocationsPerRun.toFixed(1)} invocations`, perRunMs, 'ms');
    note(`${name}, invocation / yardstick, cost`, perInvocation, 'x');
  }
  note('invocation of a campaign / yardstick, cost, median', median(ratios), 'x');
  return 0;
}

async function memory(): Promise<void> {
  const runs = options.quick === true ? 5_000 : 100_000;
  for (let i = 0; i < 1_000; i++) await threeByTwenty(i, new RandomDecider(i));
  const before = heapUsed();
  for (let i = 0; i < runs; i++) await addInTurn(world(i), 3, 2);
  note(`heap growth per 1,000 runs, over ${runs} runs`, (heapUsed() - before) / (runs / 1_000) / 1024, 'KiB');
}

async function virtualTime(): Promise<void> {
  let virtualMs = 0;
  const ms = await best(20, async () => {
    virtualMs = await aMonth();
  });
  note('a 30-day workflow', ms, 'ms');
  note('virtual time / real time of that workflow', virtualMs / ms, 'x');
}

/** 10,000 operations on 100 keys, three of them at a time on each key. */
async function linearizability(): Promise<void> {
  const history = historyOf(10_000, 100, 3);
  for (const witness of [true, false]) {
    const ms = await best(3, () => Promise.resolve(void checkLinearizable(counters, history, { witness })));
    note(`10,000 operations on 100 keys linearizable, ${witness ? 'by the commit order' : 'by search'}`, ms, 'ms');
  }
}

const costs = {
  ratio: await ratio(),
  schedule: await wholeRuns(),
  crashMatrix: await crashes(),
  jump: await debugging(),
} satisfies Measured;
await workers();
await engines();
await realServer();
await steps();
await growth();
await virtualTime();
await linearizability();
await memory();

const baseline = JSON.parse(readFileSync(BASELINE, 'utf8')) as Measured;
const misses = missed(costs, baseline);
if (options.json !== undefined) {
  writeFileSync(options.json, `${JSON.stringify({ version: 2, figures, costs, baseline, misses }, undefined, 2)}\n`);
}
if (options.accept === true) {
  const rounded = Object.entries(costs).map(([name, cost]) => [name, Math.round(cost * 100) / 100]);
  writeFileSync(BASELINE, `${JSON.stringify(Object.fromEntries(rounded), undefined, 2)}\n`);
} else {
  for (const miss of misses) console.error(miss);
  process.exitCode = misses.length > 0 ? 1 : 0;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
