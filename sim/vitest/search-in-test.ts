import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestContext } from 'vitest';
import { writeReport } from '../../reports/write.ts';
import { fileOf, load, save } from '../report/findings-folder.ts';
import type { Encoded } from '../core/encoded.ts';
import { asTyped, shellWord } from '../report/shell.ts';
import { reportOf } from '../report/report-of.ts';
import { campaign } from '../search/campaign/campaign.ts';
import type { CampaignOptions, ScenarioResult } from '../search/campaign/types.ts';
import { NotDecided } from '../search/campaign/check-scenario.ts';
import { faultsOf, faultName } from '../search/record/fault.ts';
import { findingName, type Finding } from '../search/finding/finding.ts';
import { InvariantBroken } from '../search/finding/holds.ts';
import { replay } from '../search/finding/replay.ts';
import { givenOf } from '../simulation/scenario/given-of.ts';
import type { Scenario } from '../simulation/scenario/scenario.ts';
import { storyOf } from '../trace/story.ts';
import { REPLAY, replayFresh, reportReplay } from './replay-fresh.ts';
import { watchBody } from './thrown-by-body.ts';
import { withVariable } from './with-variable.ts';

/** How much is searched. */
export interface HowMuch extends Pick<CampaignOptions, 'strategy' | 'bounds' | 'shrink' | 'engine' | 'path'> {
  /** Everything follows from it. Default 0, or `RESTATE_SIM_SEED`: the same runs every time. */
  readonly seed?: number;
  /** Runs, at most. Default 100, or `RESTATE_SIM_RUNS`. */
  readonly runs?: number;
  /**
   * Fails the test also where a built-in invariant judged nothing, or no run reached a declared outcome or a handler that no
   * operation calls. The scenario's own invariants and operations always fail it when they were never exercised. Default
   * false.
   */
  readonly judgeReach?: boolean;
  /** File of a finding to run once more, instead of a search. Also `RESTATE_SIM_REPLAY`, for the test that found it. */
  readonly replay?: string;
}

const RUNS = 100;

/**
 * Searches a scenario inside a test of vitest: what is found is saved, reported as a page, attached to the test, and
 * thrown as an error whose message is the story of the run.
 * @param here made where the test is declared
 */
export async function searchInTest(
  scenario: Scenario,
  options: HowMuch,
  context: TestContext,
  here: Error,
): Promise<void> {
  const { seed = numberFrom('RESTATE_SIM_SEED') ?? 0, runs = numberFrom('RESTATE_SIM_RUNS') ?? RUNS } = options;
  const file = options.replay ?? replayOf(scenario);
  if (file !== undefined) return replayed(scenario, file, here);
  const { judgeReach = false, strategy, bounds, shrink, engine, path } = options;
  const started = performance.now();
  const result = await campaign(scenario, {
    seed,
    runs,
    judgeReach,
    stop: () => context.signal.aborted,
    ...(strategy !== undefined && { strategy }),
    ...(bounds !== undefined && { bounds }),
    ...(shrink !== undefined && { shrink }),
    ...(engine !== undefined && { engine }),
    ...(path !== undefined && { path }),
  });
  const [finding] = result.findings;
  if (finding !== undefined) throw await failure({ scenario, result, finding, seed, runs, started }, context, here);
  if (result.verdict !== 'held') throw at(here, undefined, new NotDecided(result));
}

interface Found {
  readonly scenario: Scenario;
  readonly result: ScenarioResult;
  readonly finding: Finding;
  readonly seed: number;
  readonly runs: number;
  readonly started: number;
}

async function failure(found: Found, context: TestContext, here: Error): Promise<Error> {
  const { scenario, seed, runs, started } = found;
  save(found.finding);
  const finding = await judgedFresh(found.finding, context);
  const result = { ...found.result, findings: [finding, ...found.result.findings.slice(1)] };
  const commands = { replay: (file: string) => withVariable(REPLAY, file, test(context)) };
  const page = join('.sim', 'reports', `${findingName(finding)}.html`);
  const command = withVariable('RESTATE_SIM_SEED', String(seed), test(context));
  const wallMs = performance.now() - started;
  const budget = `${runs} runs`;
  await writeReport(page, await reportOf([{ scenario, result }], { seed, command, commands, budget, wallMs }));
  await context.annotate(`report: ${page}`, 'restate-sim', { path: resolve(page), contentType: 'text/html' });
  const saved = fileOf(finding).replaceAll('\\', '/');
  const watched = watchBody(scenario);
  if (scenario.body !== undefined) await replay([watched.scenario], load(fileOf(finding)));
  return at(
    here,
    watched.thrown(),
    new InvariantBroken(finding, [
      'Repeat it:',
      `  ${withVariable(REPLAY, saved, test(context))}`,
      `  or by the option { replay: '${saved}' } of the test`,
      `Report: ${page}`,
    ]),
  );
}

/** Runs the finding again where no other run has left anything, and adds what that shows. */
async function judgedFresh(finding: Finding, context: TestContext): Promise<Finding> {
  const fresh = await replayFresh(context, fileOf(finding), patternOf(context));
  if (fresh === undefined || (fresh.shows && fresh.hash === finding.traceHash)) return finding;
  const what = fresh.shows ? 'its trace is another one' : 'it does not show';
  const words =
    finding.allow !== undefined
      ? `Not repeatable: run again in fresh modules, ${what}. The run used what \`allow\` lets it use, which no plan repeats.`
      : `Not repeatable: run again in fresh modules, ${what}. The runs of a search share the modules of the test file, so ` +
        'the code depends on what earlier runs left there: a variable of a module, a cache, a counter. Keep it in the state ' +
        'of an object, or make the services by a function, which is called again for each run.';
  return { ...finding, confirmation: { standing: 'not repeatable', words } };
}

/** Runs a saved finding once. @throws {InvariantBroken} when it still shows what it was saved for */
async function replayed(scenario: Scenario, file: string, here: Error): Promise<void> {
  const saved = load(file);
  const watched = watchBody(scenario);
  const { result, shows, divergence } = await replay([watched.scenario], saved);
  reportReplay({ hash: result.hash, shows });
  const [first, ...rest] = faultsOf(result);
  if (first === undefined) {
    // A test that passes has no other way to say it.
    console.info(`restate-sim: The run of ${file} breaks nothing.`);
    return;
  }
  const fault = shows ? ([first, ...rest].find((one) => faultName(one) === faultName(saved)) ?? first) : first;
  const { scenario: name, seed, path, strategy, plan, traceHash, steps } = saved;
  const finding: Finding = {
    scenario: name,
    seed,
    path,
    strategy,
    plan,
    traceHash,
    steps,
    ...fault,
    story: [...givenOf(scenario, plan), ...storyOf(result.events, fault.events)],
    needs: divergence,
    shrinking: { runs: 0, minimal: false, partsBefore: 0, partsAfter: 0 },
  };
  throw at(here, watched.thrown(), new InvariantBroken(finding, [`This is the run of ${file}.`]));
}

/**
 * Gives the error the stack of what the body has thrown, and below it the place where the test stands, so that a runner shows
 * the failing `expect`.
 */
function at(here: Error, thrown: Error | undefined, error: Error): Error {
  const frames = [...framesOf(thrown), ...framesOf(here)].filter(
    (line) => !OURS.some((folder) => line.includes(folder)),
  );
  error.stack = `${error.name}: ${error.message}\n${frames.join('\n')}`;
  return error;
}

function framesOf(error: Error | undefined): readonly string[] {
  return (error?.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
}

/** This package, as frames name it: by path or by URL. */
const PACKAGE = new URL('../', import.meta.url);
const OURS = [fileURLToPath(PACKAGE), PACKAGE.href];

function test(context: TestContext): Encoded<'shell'> {
  return asTyped.markup`npx vitest run ${shellWord(context.task.file.name)} -t ${shellWord(patternOf(context))}`;
}

/** A pattern, in which a point is any character: so nothing in the name has a meaning in a pattern, or to a shell. */
function patternOf({ task }: TestContext): string {
  return task.name.replaceAll(/[^\p{L}\p{N} ,:/_-]/gu, '.');
}

function replayOf({ name }: Scenario): string | undefined {
  const file = process.env[REPLAY];
  if (file === undefined || file === '') return undefined;
  return load(file).scenario === name ? file : undefined;
}

function numberFrom(variable: string): number | undefined {
  const text = process.env[variable];
  return text === undefined || !/^-?\d+$/.test(text) ? undefined : Number(text);
}
