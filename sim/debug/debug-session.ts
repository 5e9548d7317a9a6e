import { UsageError } from '../core/errors.ts';
import { EPOCH_MS } from '../core/clock.ts';
import { virtualTime } from '../core/virtual-time.ts';
import type { Runner } from '../search/run/runner.ts';
import { interventionsOf } from '../simulation/faults/interventions.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type {
  BranchedRun,
  HappenedEvent,
  JournalAt,
  KeyState,
  Outcome,
  RunInShort,
  Saved,
  WaitingAt,
  Where,
} from './answers.ts';
import { branched } from './branch.ts';
import { optionsAt, type BranchOption, type ChangingOption } from './options-at.ts';
import { faultStepOf, placeOf } from './place-of.ts';
import { saved } from './saved.ts';
import { journalsAt, keysAt, waitingAt } from './tables-at.ts';
import { watchedRun, type WatchedRun } from './watched-run.ts';
import { Worlds } from './worlds.ts';

/** A run of a session with the place where the user stands in it. */
interface Place {
  readonly run: WatchedRun;
  readonly worlds: Worlds;
  readonly from: Pick<RunInShort, 'parent' | 'at' | 'option'>;
  step: number;
}

/**
 * Stands at a step of a run, goes back and forth in it, and branches from it. All verbs take and return plain data, the same for
 * the same inputs. A user at step `n` sees the world after step `n`; what else could have happened is said of that step, so a
 * branch replaces it.
 */
export class DebugSession {
  readonly #runner: Runner;
  readonly #places: Place[] = [];
  #current: Place;

  private constructor(runner: Runner, run: WatchedRun) {
    this.#runner = runner;
    this.#current = this.#added(run, {});
  }

  /** Opens a run of a plan, at its first step. */
  static async open(runner: Runner, plan: Plan): Promise<DebugSession> {
    return new DebugSession(runner, await watchedRun(runner, plan));
  }

  /** The plan of the current run. */
  get plan(): Plan {
    return this.#current.run.plan;
  }

  /** The run at which the user stands, with its trace and lines. */
  get run(): WatchedRun {
    return this.#current.run;
  }

  where(): Where {
    const { run, step } = this.#current;
    const taken = run.steps[step - 1];
    const atMs = run.timeAt(step);
    const breaks = faultStepOf(run) === step ? run.faults[0]?.invariant : undefined;
    return {
      step,
      of: run.steps.length,
      ...(taken !== undefined && { name: taken.name }),
      virtualMs: atMs - EPOCH_MS,
      time: virtualTime(atMs),
      events: taken === undefined ? [] : eventsBetween(run, taken.firstEvent, run.eventsUntil(step)),
      ...(breaks !== undefined && { breaks }),
      ...(step === run.steps.length && { outcome: outcomeOf(run) }),
    };
  }

  /** Goes forward. @param count how many steps; it ends at the last one */
  step(count: number = 1): Where {
    const { run, step } = this.#current;
    this.#current.step = Math.min(run.steps.length, step + count);
    return this.where();
  }

  /** Goes back. @param count how many steps; it ends before the first one */
  back(count: number = 1): Where {
    this.#current.step = Math.max(0, this.#current.step - count);
    return this.where();
  }

  /**
   * Goes to a step: a number, `+3`, `start`, `end`, `fault`, an entry of a journal such as `a/2@3`, or the name of a step.
   * @throws {UsageError} when there is no such step
   */
  goto(target: string): Where {
    this.#current.step = placeOf(this.#current.run, target, this.#current.step);
    return this.where();
  }

  /** The state of every key that has any, or whose lock is held, in order of their names. */
  state(): readonly KeyState[] {
    return keysAt(this.#world());
  }

  /** The journals of all invocations that were created so far. @param invocation only this one */
  journals(invocation?: string): readonly JournalAt[] {
    const { run, worlds } = this.#current;
    const all = journalsAt(this.#world(), worlds.atEnd(), run.lines);
    if (invocation === undefined) return all;
    const own = all.filter((each) => each.invocation === invocation);
    if (own.length > 0) return own;
    throw new UsageError(
      'UNKNOWN_INVOCATION',
      `There is no invocation "${invocation}" at this step; there ${all.length === 0 ? 'is none yet' : `are: ${all.map((each) => each.invocation).join(', ')}`}.`,
    );
  }

  /** Locks with their queues, and what time alone will cause. */
  waiting(): WaitingAt {
    return waitingAt(this.#world());
  }

  /** What else could have happened at the step that was taken last. */
  whatElse(): readonly BranchOption[] {
    return this.#options().map(({ id, kind, what }) => ({ id, kind, what }));
  }

  /**
   * Takes another option at the current step, and runs on from there: by the same choices while they are possible, then by the quiet
   * ones, judged by the same invariants. The session stands at that step of the new run.
   * @param option the id of an option of {@link whatElse}; `wait 1h`; or `input {"amount":3}` at the request of a client
   * @throws {UsageError} when there is no such option at this step
   */
  async branch(option: string): Promise<BranchedRun> {
    const parent = this.#current;
    const { run, applied, differsAt } = await branched(this.#runner, parent.run, parent.step, option, this.#options());
    const from = { parent: this.#places.indexOf(parent) + 1, at: parent.step, option };
    this.#current = this.#added(run, from);
    this.#current.step = Math.min(parent.step, run.steps.length);
    return {
      run: this.#places.length,
      ...from,
      applied,
      unmet: run.unmet,
      outcome: outcomeOf(run),
      before: outcomeOf(parent.run),
      ...(differsAt !== undefined && { differsAt }),
      where: this.where(),
    };
  }

  /** All runs of the session, each in short. */
  runs(): readonly RunInShort[] {
    return this.#places.map(({ run, from }, index) => ({
      run: index + 1,
      ...from,
      steps: run.steps.length,
      verdict: run.result.verdict,
    }));
  }

  /** Goes to another run of the session, to where the user stood in it. @throws {UsageError} when there is no such run */
  use(number: number): Where {
    const place = this.#places[number - 1];
    if (place === undefined) {
      throw new UsageError(
        'BRANCH_NOT_FOUND',
        `There is no run ${number} here; there are the runs 1 to ${this.#places.length}.`,
      );
    }
    this.#current = place;
    return this.where();
  }

  /** Makes the current run small enough to keep: a finding where an invariant is broken, else its plan as it is. */
  save(versions: Readonly<Record<string, string>>): Promise<Saved> {
    return saved(this.#runner, this.#current.run, versions);
  }

  #added(run: WatchedRun, from: Place['from']): Place {
    const place = { run, worlds: new Worlds(run), from, step: 0 };
    this.#places.push(place);
    return place;
  }

  #world(): ReturnType<Worlds['at']> {
    return this.#current.worlds.at(this.#current.step);
  }

  #options(): readonly ChangingOption[] {
    const { run, step } = this.#current;
    const operators = interventionsOf(this.#runner.scenario.faults);
    return optionsAt(run, step, operators.length > 0 ? operators : ['cancel', 'kill']);
  }
}

function eventsBetween(run: WatchedRun, from: number, to: number): readonly HappenedEvent[] {
  const found: HappenedEvent[] = [];
  for (let index = from; index < to; index++) {
    const event = run.events[index];
    if (event === undefined || ASIDE.has(event.type)) continue;
    const line = run.lines.of(event);
    found.push({ event: event.seq, text: run.words(index), ...(line !== undefined && { line }) });
  }
  return found;
}

/** Events that are about the run and not part of it. */
const ASIDE: ReadonlySet<string> = new Set(['choice', 'faults frozen']);

/** @returns what a run came to */
export function outcomeOf({ result, faults }: Pick<WatchedRun, 'result' | 'faults'>): Outcome {
  return {
    verdict: result.verdict,
    broken: faults.map(({ invariant, handler, message }) => ({
      invariant,
      ...(handler !== undefined && { handler }),
      message,
    })),
    ...(result.undecided !== undefined && { undecided: result.undecided }),
  };
}
