import { attemptOf, entryOf } from '../core/address.ts';
import type { Agenda, Step } from '../core/agenda.ts';
import type { ChoiceKind, Decider } from '../core/choices.ts';
import { deciderOf } from '../search/strategies/decider-of.ts';
import type { Runner } from '../search/run/runner.ts';
import type { Plan } from '../simulation/faults/plan.ts';
import type { RunResult } from '../simulation/run/run-plan.ts';
import type { SourceLine } from '../trace/source-line.ts';
import { MAX_EVENTS, type ShownChoice, type ShownRun, type ShownStep } from '../../reports/data/report.ts';
import { shown } from '../trace/shown.ts';

/** Alternatives of a choice that are listed, at most. */
const MAX_READY = 40;

/** Lets another decider choose, and records the alternatives. */
class Onlooker implements Decider {
  readonly steps: ShownStep[] = [];
  events = 0;
  readonly #decider: Decider;
  #ready: { readonly ready: readonly string[]; readonly taken: number } | undefined;
  #choices: ShownChoice[] = [];

  constructor(decider: Decider) {
    this.#decider = decider;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    const taken = this.#decider.step(agenda, mayAdvance);
    const ready: string[] = [];
    for (let place = 0; place < Math.min(agenda.size, MAX_READY); place++) ready.push(agenda.at(place).address);
    if (agenda.size > MAX_READY) ready.push(`(${agenda.size - MAX_READY} more)`);
    if (mayAdvance) ready.push('let time pass');
    this.#ready = { ready, taken: taken >= agenda.size ? ready.length - 1 : Math.min(taken, MAX_READY) };
    return taken;
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    const chosen = this.#decider.pick(kind, address, options);
    this.#choices.push({ kind, address, options, chosen });
    return chosen;
  }

  planned(kind: ChoiceKind, address: string, options: number): number {
    return this.#decider.planned?.(kind, address, options) ?? 0;
  }

  moved(step: Step | undefined): void {
    this.#decider.moved?.(step);
  }

  /** A step is about to run. Choices until now belong to the step before, except the choice of this step. */
  begin(step: Step | undefined): void {
    this.#attach();
    this.steps.push({ name: step?.address ?? 'let time pass', first: this.events, ...this.#ready });
    this.#ready = undefined;
  }

  end(): void {
    this.#attach();
  }

  #attach(): void {
    const last = this.steps.at(-1);
    // Quiet choices are left out.
    const choices = this.#choices.filter(({ chosen }) => chosen !== 0);
    if (last !== undefined && choices.length > 0) this.steps[this.steps.length - 1] = { ...last, choices };
    this.#choices = [];
  }
}

/** Runs a plan again and records everything that a report shows. */
export async function exhibit(
  runner: Runner,
  plan: Plan,
): Promise<{ readonly run: ShownRun; readonly result: RunResult }> {
  const onlooker = new Onlooker(await deciderOf(plan, runner));
  const lines: SourceLine[] = [];
  const { result } = await runner.record(plan, onlooker, {
    line: (line) => void lines.push(line),
    beforeStep: (step) => onlooker.begin(step),
    see: () => void onlooker.events++,
  });
  onlooker.end();
  const events = result.events.slice(0, MAX_EVENTS).map((event) => shown(event));
  const steps = onlooker.steps.filter(
    ({ first }, place) => first < events.length && first !== onlooker.steps[place + 1]?.first,
  );
  return {
    result,
    run: {
      hash: result.hash,
      verdict: result.verdict,
      steps,
      events,
      leftOut: result.events.length - events.length,
      ...(lines.length > 0 && { lines: withoutRepetitions(lines).slice(0, MAX_EVENTS) }),
    },
  };
}

/** A replay issues the same command from the same line as before: the line is listed once. */
function withoutRepetitions(lines: readonly SourceLine[]): readonly SourceLine[] {
  const latest = new Map<string, string>();
  return lines.filter(({ invocation, attempt, entry, line }) => {
    const name = entry === undefined ? attemptOf(invocation, attempt) : entryOf(invocation, entry);
    const isNew = latest.get(name) !== line;
    latest.set(name, line);
    return isNew;
  });
}
