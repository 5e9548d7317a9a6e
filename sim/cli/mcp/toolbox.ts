import { existsSync } from 'node:fs';
import { count } from '../../core/count.ts';
import { UsageError } from '../../core/errors.ts';
import { itemAt } from '../../core/item-at.ts';
import type { DebugSession } from '../../debug/debug-session.ts';
import { openSession } from '../../debug/open-session.ts';
import { suspectLines } from '../../debug/suspect-lines.ts';
import { verifyFix } from '../../debug/verify-fix.ts';
import { fileOf, load, save } from '../../report/findings-folder.ts';
import { VERSION, versions } from '../../report/versions.ts';
import { campaign } from '../../search/campaign/campaign.ts';
import type { ScenarioResult } from '../../search/campaign/types.ts';
import { confirmed } from '../../search/finding/confirm/confirmed.ts';
import { findingText, readFinding, type FindingFile } from '../../search/finding/finding.ts';
import { scenarioOf } from '../../search/finding/replay.ts';
import { inWords } from '../../search/plan/in-words.ts';
import { partsOf } from '../../search/plan/plan-parts.ts';
import { faultName } from '../../search/record/fault.ts';
import { loadedFresh } from '../../search/run/fresh-modules.ts';
import { boundHandlersOf } from '../../simulation/scenario/bound-handlers.ts';
import type { Scenario } from '../../simulation/scenario/scenario.ts';
import { storyOf } from '../../trace/story.ts';
import type { CurrentCode } from './current-code.ts';
import { excerpts } from './excerpts.ts';
import { answerOf, type ToolAnswer } from './tool-answer.ts';

/** What a tool is called with; the protocol has checked it against its schema. */
export interface ToolArguments {
  readonly scenario?: string;
  readonly seed?: number;
  readonly runs?: number;
  readonly seconds?: number;
  readonly finding?: string;
  readonly run?: number;
  readonly place?: string;
  readonly option?: string;
  readonly invocation?: string;
}

/** Runs of a search that does not say how many. */
const RUNS = 300;
const SECONDS = 30;
/** How long findings may be confirmed when the time is over, in ms. */
const CONFIRM_MS = 2_000;
/** The one answer that has code may be longer than the others, in characters. */
const MAX_STORY = 8_500;

/** The time that calls may take. */
export interface BoxTime {
  /** Real time in ms, for the budget of a search. */
  readonly now: () => number;
  /** Whether no client waits for an answer any more. */
  readonly isOver: () => boolean;
}

/** What agents may ask, over the scenarios of one command. Each answer is short, and says what to ask next. */
export class Toolbox {
  readonly #code: CurrentCode;
  readonly #time: BoxTime;
  readonly #findings = new Map<string, FindingFile>();
  readonly #sessions = new Map<string, DebugSession>();
  #searched: readonly ScenarioResult[] = [];

  constructor(code: CurrentCode, time: BoxTime) {
    this.#code = code;
    this.#time = time;
  }

  async services(): Promise<ToolAnswer> {
    await this.#renew();
    const scenarios = this.#code.scenarios.map((scenario) => ({
      scenario: scenario.name,
      handlers: boundHandlersOf(scenario),
      invariants: scenario.invariants.map(({ name }) => name),
      clients: scenario.clients,
    }));
    const [first] = scenarios;
    const summary = `restate-sim ${VERSION}: ${count(scenarios.length, 'scenario')} to search.`;
    const more = first === undefined ? {} : { scenario: first.scenario };
    return answerOf(summary, { scenarios }, [{ tool: 'search', arguments: more, why: 'find what breaks' }]);
  }

  async search({ scenario, seed = 1, runs = RUNS, seconds = SECONDS }: ToolArguments): Promise<ToolAnswer> {
    await this.#renew();
    const meant = scenario === undefined ? this.#code.scenarios : [this.#named(scenario)];
    const { now, isOver: isEnded } = this.#time;
    const endsMs = now() + seconds * 1_000;
    const isOver = (): boolean => isEnded() || now() > endsMs;
    const results: ScenarioResult[] = [];
    for (const each of meant) {
      const options = { seed, runs, judgeReach: 'handlers', stop: isOver, giveUp: isOver, cut: isOver } as const;
      const result = await campaign(each, options);
      const signal = AbortSignal.timeout(Math.ceil(Math.max(0, endsMs - now())) + CONFIRM_MS);
      const { module } = this.#code;
      results.push({ ...result, findings: await confirmed(each, result.findings, { engine: 'fake', module, signal }) });
      if (isOver()) break;
    }
    this.#searched = results;
    const found = results
      .flatMap(({ findings }) => findings)
      .map((finding) => {
        const file = fileOf(finding);
        save(finding);
        this.#findings.set(file, readFinding(findingText(finding, versions()), file));
        const { invariant, handler, message, confirmation } = finding;
        return {
          finding: file,
          invariant,
          handler,
          message,
          confirmed: confirmation?.words ?? 'not tried: no time was left',
        };
      });
    const searched = results.map(({ name, verdict, runs: own, missing, undecided }) => {
      return { scenario: name, verdict, runs: own, neverReached: missing.length, undecided };
    });
    const made = results.reduce((sum, each) => sum + each.runs, 0);
    const verdicts = results.map(({ name, verdict }) => `"${name}" ${verdict}`).join(', ');
    const isCut = isOver()
      ? ` The time was over after ${made} of up to ${runs * meant.length} runs, in ${results.length} of ${count(meant.length, 'scenario')}: give it more seconds.`
      : '';
    return answerOf(
      `${count(found.length, 'finding')} in ${count(made, 'run')} of seed ${seed}: ${verdicts}.${isCut}`,
      { seed, searched, findings: found },
      found.length > 0
        ? found.map(({ finding }) => ({ tool: 'finding', arguments: { finding }, why: 'its story, cause and lines' }))
        : [
            { tool: 'unreached', arguments: {}, why: 'what no run did' },
            {
              tool: 'search',
              arguments: { ...(scenario !== undefined && { scenario }), seed: seed + 1, runs },
              why: 'other runs',
            },
          ],
    );
  }

  async finding({ finding: file = '' }: ToolArguments): Promise<ToolAnswer> {
    const { session, own } = await this.#opened(file);
    const { run } = session;
    const fault = run.faults.find((each) => faultName(each) === faultName(own)) ?? run.faults[0];
    const lines = fault === undefined ? [] : suspectLines(run, fault).slice(0, 6);
    return answerOf(
      fault?.message ?? own.message,
      {
        invariant: own.invariant,
        handler: own.handler,
        holdsNow: fault === undefined,
        lines,
        code: excerpts(lines.map(({ line }) => line)),
        story: storyOf(run.result.events, fault?.events ?? [], { lines: run.sourceLines }),
        plan: partsOf(run.plan).map((part) => inWords(run.plan, part)),
        steps: run.steps.length,
      },
      fault === undefined
        ? [{ tool: 'verify', arguments: { finding: file }, why: 'whether it is fixed' }]
        : [
            { tool: 'at', arguments: { finding: file, place: 'fault' }, why: 'state and journals where it broke' },
            {
              tool: 'what_else',
              arguments: { finding: file, place: 'fault' },
              why: 'what could have happened instead',
            },
            { tool: 'verify', arguments: { finding: file }, why: 'after you have changed the code' },
          ],
      { maxLength: MAX_STORY },
    );
  }

  async at({ finding: file = '', run = 1, place = 'fault', invocation }: ToolArguments): Promise<ToolAnswer> {
    const { session } = await this.#at(file, run, place);
    const where = session.where();
    const journals = session.journals(invocation).map(({ rows, ...journal }) => {
      return {
        ...journal,
        rows: rows
          .filter(({ later }) => later !== true)
          .map(({ entry, what, result, line }) => ({ entry, what, result, line })),
      };
    });
    const next = (to: string): object => ({ finding: file, run, place: to });
    return answerOf(
      `Step ${where.step} of ${where.of}, ${where.time}: ${where.name ?? 'before the first step'}.`,
      { where, state: session.state(), journals, ...session.waiting() },
      [
        { tool: 'at', arguments: { ...next(String(Math.max(0, where.step - 1))) }, why: 'the step before' },
        { tool: 'what_else', arguments: { ...next(String(where.step)) }, why: 'what could have happened here instead' },
      ],
    );
  }

  async whatElse({ finding: file = '', run = 1, place = 'fault' }: ToolArguments): Promise<ToolAnswer> {
    const { session } = await this.#at(file, run, place);
    const { step, of, name } = session.where();
    const options = session.whatElse().map(({ id, what }) => ({ option: id, what }));
    const branch = (option: string): object => ({ finding: file, run, place: String(step), option });
    return answerOf(
      `${count(options.length, 'other option')} at step ${step} of ${of}, ${name ?? 'before the first step'}.`,
      { step, options },
      options.length > 0
        ? options
            .slice(0, 2)
            .map(({ option }) => ({ tool: 'branch', arguments: { ...branch(option) }, why: `what if: ${option}` }))
        : [
            {
              tool: 'what_else',
              arguments: { finding: file, run, place: String(Math.max(1, step - 1)) },
              why: 'the step before',
            },
          ],
    );
  }

  async branch({ finding: file = '', run = 1, place = 'fault', option = '' }: ToolArguments): Promise<ToolAnswer> {
    const { session } = await this.#at(file, run, place);
    const { where, ...branch } = await session.branch(option);
    const now = { finding: file, run: branch.run };
    return answerOf(
      `With "${option}" at step ${branch.at} the run is ${branch.outcome.verdict}; without it, ${branch.before.verdict}.`,
      { ...branch, where },
      [
        {
          tool: 'at',
          arguments: { ...now, place: branch.outcome.verdict === 'broken' ? 'fault' : 'end' },
          why: 'how the branch ends',
        },
      ],
    );
  }

  async verify({ finding: file = '', runs, seed }: ToolArguments): Promise<ToolAnswer> {
    const own = this.#known(file);
    await this.#renew();
    const { scenarios, module } = this.#code;
    const { name } = scenarioOf(scenarios, own.plan);
    // Variables of modules are as they are at the start of a process, whatever was run before.
    const scenario = module === undefined ? this.#named(name) : await loadedFresh(module, name);
    const verified = await verifyFix(scenario, own, {
      ...(runs !== undefined && { runs }),
      ...(seed !== undefined && { seed }),
    });
    return answerOf(`${verified.verdict}: ${itemAt(verified.reasons, 0)}`, { ...verified }, [
      verified.verdict === 'fixed'
        ? { tool: 'search', arguments: { scenario: name, seed: (seed ?? 1) + 1 }, why: 'whether anything else breaks' }
        : { tool: 'finding', arguments: { finding: file }, why: 'what it was' },
    ]);
  }

  unreached(): ToolAnswer {
    if (this.#searched.length === 0) {
      return answerOf('Nothing was searched yet.', {}, [{ tool: 'search', arguments: {}, why: 'search first' }], {
        ok: false,
      });
    }
    const scenarios = this.#searched.map(({ name, missing, neverDone, coverage }) => {
      return { scenario: name, missing, neverDone, never: coverage.never };
    });
    const sum = scenarios.reduce((all, { missing, neverDone }) => all + missing.length + neverDone.length, 0);
    return answerOf(`${count(sum, 'thing')} that no run of the last search did.`, { scenarios }, [
      { tool: 'search', arguments: { runs: 1_000, seed: 2 }, why: 'more runs reach more' },
    ]);
  }

  /** What was looked at is of other code, where that has changed since. */
  async #renew(): Promise<void> {
    if (await this.#code.renew()) this.#sessions.clear();
  }

  #named(name: string): Scenario {
    const { scenarios } = this.#code;
    const found = scenarios.find((scenario) => scenario.name === name);
    if (found !== undefined) return found;
    const known = scenarios.map((scenario) => `"${scenario.name}"`).join(', ');
    throw new UsageError('UNKNOWN_SCENARIO', `No scenario is called "${name}"; there are ${known}.`);
  }

  #known(file: string): FindingFile {
    const found = this.#findings.get(file);
    if (found !== undefined) return found;
    if (!existsSync(file)) {
      const known = [...this.#findings.keys()];
      throw new UsageError(
        'FILE_UNREADABLE',
        `There is no finding "${file}"; ${known.length === 0 ? 'call search first' : `there are ${known.join(', ')}`}.`,
      );
    }
    const loaded = load(file);
    this.#findings.set(file, loaded);
    return loaded;
  }

  async #opened(file: string): Promise<{ readonly session: DebugSession; readonly own: FindingFile }> {
    const own = this.#known(file);
    await this.#renew();
    const session = this.#sessions.get(file) ?? (await openSession(this.#code.scenarios, { finding: own })).session;
    this.#sessions.set(file, session);
    return { session, own };
  }

  async #at(file: string, run: number, place: string): Promise<{ readonly session: DebugSession }> {
    const { session } = await this.#opened(file);
    session.use(run);
    session.goto(place);
    return { session };
  }
}
