import { faultName, faultsOf } from '../../../sim/search/record/fault.ts';
import type { Finding } from '../../../sim/search/finding/finding.ts';
import { Runner } from '../../../sim/search/run/runner.ts';
import { storyOf } from '../../../sim/trace/story.ts';
import type { Bug } from './bug.ts';
import { hunt, OURS, shrunk, type Hunt, type Hunter } from './hunt.ts';

/** How much is measured. */
export interface Effort {
  /** The strategies that are measured. */
  readonly hunters: readonly Hunter[];
  /** Searches with each strategy, each with a seed of its own. */
  readonly seeds: number;
  /** Runs after which a search with `mix` gives up. */
  readonly most: number;
  /** The same for the strategies that it is compared with. */
  readonly mostOthers: number;
  /** Runs of the fixed twin, over all seeds. */
  readonly twinRuns: number;
  /** Findings that are shrunk for each bug. */
  readonly shrinks: number;
}

/** How one strategy does on one bug. */
export interface HunterFigures {
  readonly hunter: Hunter;
  /** Runs to first detection; undefined where more than that part of the searches found nothing. */
  readonly median: number | undefined;
  readonly p90: number | undefined;
  /** Searches that found nothing. */
  readonly misses: number;
  /** Broken runs per run, over all searches. */
  readonly rate: number;
  /** Real time of all searches. */
  readonly wallMs: number;
}

/** Everything that is measured of one bug. */
export interface BugFigures {
  readonly name: string;
  readonly isHard: boolean;
  readonly hunters: readonly HunterFigures[];
  /** Invariants that were seen broken. */
  readonly broken: readonly string[];
  readonly shrinking: ShrinkFigures;
  readonly twin: { readonly runs: number; readonly alarms: readonly string[] };
}

/** What shrinking made of the findings of `mix`; the worst of them. */
export interface ShrinkFigures {
  readonly findings: number;
  /** Operations, troubles, holds and choices of the plan: what has to happen, each part needed. */
  readonly parts: number;
  /** Lines of the story, at most a dozen. */
  readonly lines: number;
  /** Lines that the story would have if it left nothing out. */
  readonly linesInFull: number;
  /** Steps of the shrunk run, from the first request to the rest of the world. */
  readonly steps: number;
  readonly candidates: number;
  /** Processor time of the search for the shrunk plan and its story. */
  readonly ms: number;
}

const EMPTY_FIGURES: ShrinkFigures = {
  findings: 0,
  parts: 0,
  lines: 0,
  linesInFull: 0,
  steps: 0,
  candidates: 0,
  ms: 0,
};

/** Measures one bug and its twin. @param done called after each search */
export async function figuresOf(bug: Bug, effort: Effort, done: () => void = () => undefined): Promise<BugFigures> {
  const hunters: HunterFigures[] = [];
  const broken = new Set<string>();
  let shrinking: ShrinkFigures = EMPTY_FIGURES;
  for (const hunter of effort.hunters) {
    const hunts: Hunt[] = [];
    for (let seed = 1; seed <= effort.seeds; seed++) {
      const made = await hunt(bug.broken, hunter, seed, hunter === OURS ? effort.most : effort.mostOthers);
      hunts.push({ ...made, caught: undefined });
      done();
      if (made.caught === undefined) continue;
      for (const { name, breach } of made.caught.result.invariants) if (breach !== undefined) broken.add(name);
      if (hunter !== OURS || seed > effort.shrinks) continue;
      const { user } = process.cpuUsage();
      const [finding] = await shrunk(bug.broken, made.caught, seed);
      const ms = (process.cpuUsage().user - user) / 1_000;
      if (finding !== undefined) shrinking = worse(shrinking, finding, ms, await linesInFull(bug, finding));
    }
    hunters.push(summed(hunter, hunts));
  }
  const twin = await alarmsOf(bug, effort);
  return { name: bug.name, isHard: bug.isHard, hunters, broken: [...broken], shrinking, twin };
}

/** Runs the twin with several seeds, and says what was broken in it. */
async function alarmsOf(bug: Bug, { seeds, twinRuns }: Effort): Promise<BugFigures['twin']> {
  const alarms: string[] = [];
  const each = Math.ceil(twinRuns / seeds);
  let runs = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const { made, caught } = await hunt(bug.fixed, OURS, 1_000 + seed, each);
    runs += made;
    const breach = caught?.result.invariants.find((invariant) => invariant.breach !== undefined);
    if (breach !== undefined) alarms.push(`seed ${1_000 + seed}: ${breach.name}: ${breach.breach?.message ?? ''}`);
  }
  return { runs, alarms };
}

function summed(hunter: Hunter, hunts: readonly Hunt[]): HunterFigures {
  const runs = hunts.map((one) => one.runs ?? Infinity).toSorted((a, b) => a - b);
  const misses = runs.filter((count) => count === Infinity).length;
  const made = hunts.reduce((sum, one) => sum + one.made, 0);
  return {
    hunter,
    median: finite(runs[Math.ceil(runs.length / 2) - 1]),
    p90: finite(runs[Math.ceil(runs.length * 0.9) - 1]),
    misses,
    rate: made === 0 ? 0 : (hunts.length - misses) / made,
    wallMs: hunts.reduce((sum, one) => sum + one.wallMs, 0),
  };
}

function finite(runs: number | undefined): number | undefined {
  return runs === Infinity ? undefined : runs;
}

/** How many lines the story would have without a limit. */
async function linesInFull({ broken }: Bug, finding: Finding): Promise<number> {
  const result = await new Runner(broken).run(finding.plan);
  const own = faultsOf(result).find((fault) => faultName(fault) === faultName(finding));
  return storyOf(result.events, own?.events ?? [], { max: Infinity }).length;
}

function worse(before: ShrinkFigures, { story, steps, shrinking }: Finding, ms: number, inFull: number): ShrinkFigures {
  return {
    findings: before.findings + 1,
    parts: Math.max(before.parts, shrinking.partsAfter),
    lines: Math.max(before.lines, story.length),
    linesInFull: Math.max(before.linesInFull, inFull),
    steps: Math.max(before.steps, steps.length),
    candidates: Math.max(before.candidates, shrinking.runs),
    ms: Math.max(before.ms, ms),
  };
}
