import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { flat, outputOf, start, UNHURRIED, type Ended } from '../harness/command.ts';
import type { Service } from './catalogue.ts';
import type { Projects, Twin } from './project.ts';

/** What the installed package made of one of the twins of a service. */
export interface Trial {
  readonly status: number | null;
  /** The messages of the findings; of a test, all that vitest printed. */
  readonly findings: string;
  /** The texts of the advice; a test has none. */
  readonly advice: string;
  /** The run of the search that found something first; a test does not say it. */
  readonly run: number | undefined;
  /** Real time of the whole command: loading, searching, shrinking, confirming, and the report. */
  readonly seconds: number;
  /** What was written to standard error and is no progress. */
  readonly noise: string;
}

/** The parts of `--json` that count here. */
interface Json {
  readonly scenarios: readonly {
    readonly runs: number;
    readonly findings: readonly { readonly message: string; readonly path?: string }[];
    readonly advice: readonly { readonly message: string }[];
  }[];
}

/** Runs one of the twins as a newcomer does: by the command, or by vitest. */
export async function trial(projects: Projects, service: Service, twin: Twin, seed: number): Promise<Trial> {
  const cwd = projects.write(service, twin);
  const began = performance.now();
  const isTest = service.entry.endsWith('.spec.ts');
  const ended = await (isTest ? vitest(projects, cwd, seed) : command(projects, cwd, service.entry, seed));
  const seconds = (performance.now() - began) / 1000;
  return { status: ended.status, seconds, ...(isTest ? ofTest(ended) : ofCommand(ended, cwd)) };
}

/** @returns how the planted bug was reported, `undefined` where it was not */
export function reported({ findings, advice }: Trial, { says }: Service): 'finding' | 'advice' | undefined {
  if (says.test(findings)) return 'finding';
  return says.test(advice) ? 'advice' : undefined;
}

function command(projects: Projects, cwd: string, entry: string, seed: number): Promise<Ended> {
  const bin = projects.program('restate-sim', 'dist', 'sim', 'cli', 'bin.js');
  return start([bin, 'run', `./${entry}`, '--seed', String(seed), '--json', 'result.json'], {
    cwd,
    timeoutMs: TIMEOUT_MS,
  }).ended;
}

function vitest(projects: Projects, cwd: string, seed: number): Promise<Ended> {
  const env = { RESTATE_SIM_SEED: String(seed) };
  const main = projects.program('vitest', 'vitest.mjs');
  return start([main, 'run', ...UNHURRIED, '--root', cwd], { cwd, env, timeoutMs: TIMEOUT_MS }).ended;
}

type Seen = Pick<Trial, 'findings' | 'advice' | 'run' | 'noise'>;

function ofCommand(ended: Ended, cwd: string): Seen {
  const file = join(cwd, 'result.json');
  if (!existsSync(file)) throw new Error(`The command wrote no result:\n${outputOf(ended)}`);
  const { scenarios } = JSON.parse(readFileSync(file, 'utf8')) as Json;
  const findings = scenarios.flatMap((one) => one.findings);
  const runs = findings.flatMap(({ path }) => (path === undefined ? [] : Number.parseInt(path)));
  return {
    findings: flat(findings.map(({ message }) => message).join('\n')),
    advice: flat(scenarios.flatMap((one) => one.advice.map(({ message }) => message)).join('\n')),
    // Paths count from 0. The search of crashes has none: then it is at most the number of all runs.
    run:
      findings.length === 0
        ? undefined
        : Math.min(...runs.map((path) => path + 1), ...scenarios.map((one) => one.runs)),
    noise: ended.error.replaceAll(PROGRESS, '').trim(),
  };
}

/** What vitest prints of a failure goes to standard error, too. */
const ofTest = ({ status, out, error }: Ended): Seen => ({
  findings: status === 0 ? '' : flat(out + error),
  advice: '',
  run: undefined,
  noise: status === 0 ? error.trim() : '',
});

const PROGRESS = /^\d+\/\d+ .*$/gm;
/** A command that takes so long hangs. */
const TIMEOUT_MS = 180_000;
