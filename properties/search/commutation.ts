import type { Agenda, Step } from '../../sim/core/agenda.ts';
import type { ChoiceKind, Decider } from '../../sim/core/choices.ts';
import { conflict } from '../../sim/core/footprint.ts';
import { Hash } from '../../sim/core/hash.ts';
import { WHY_RESUMED } from '../../sim/simulation/faults/run-to-rest.ts';
import type { TraceEvent } from '../../sim/trace/event.ts';
import { eventsOf, hashHappening } from '../../sim/search/record/canonical-order.ts';
import type { RecordedStep } from '../../sim/search/record/run-record.ts';
import type { Runner } from '../../sim/search/run/runner.ts';
import type { RecordedRun } from '../../sim/search/record/plan-runner.ts';
import { StepNames } from '../../sim/search/record/step-names.ts';

/**
 * Takes the steps of a recorded run in a given order, whatever they touch. Where one of them cannot be taken, it says
 * so and goes on the quiet way.
 */
class Dictated implements Decider {
  /** Names of what could move before each step, in order. */
  readonly enabled: string[][] = [];
  /** Place of the first step that could not be taken. */
  missed: number | undefined;
  readonly #order: readonly RecordedStep[];
  readonly #picks: ReadonlyMap<string, number>;
  readonly #names = new StepNames();
  #place = 0;

  constructor(order: readonly RecordedStep[], picks: ReadonlyMap<string, number>) {
    this.#order = order;
    this.#picks = picks;
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    const names = Array.from({ length: agenda.size }, (_, place) => this.#names.of(agenda.at(place)));
    this.enabled[this.#place] = names.toSorted();
    const wanted = this.#order[this.#place];
    if (wanted?.isTime === true && mayAdvance) return agenda.size;
    const at = wanted === undefined ? 0 : names.indexOf(wanted.name);
    if (at >= 0) return at;
    this.missed ??= this.#place;
    return 0;
  }

  pick(kind: ChoiceKind, address: string): number {
    return this.#picks.get(`${kind} ${address}`) ?? 0;
  }

  planned(kind: ChoiceKind, address: string): number {
    return this.pick(kind, address);
  }

  moved(step: Step | undefined): void {
    const name = step === undefined ? undefined : this.#names.take(step);
    const wanted = this.#order[this.#place];
    if (name !== undefined && wanted !== undefined && wanted.name !== name) this.missed ??= this.#place;
    this.#place++;
  }
}

/** What the check of one run came to. */
export interface CommutationCheck {
  /** Neighbours that were swapped. */
  readonly swapped: number;
  /** Two steps that touch nothing in common by what they declare, and whose order matters all the same. */
  readonly violations: readonly string[];
}

/**
 * Proves footprints honest on a recorded run: neighbours that touch nothing in common are swapped, and the same steps
 * must be possible afterwards and cause the same events to the end. A footprint that leaves something out makes the
 * search skip runs that differ, and look complete.
 * @param sampled whether to try the neighbours at a place; by default all
 */
export async function checkCommutation(
  runner: Runner,
  { plan, record }: RecordedRun,
  sampled: (place: number) => boolean = () => true,
): Promise<CommutationCheck> {
  const { steps } = record;
  // The end of the faults belongs to no step, and no footprint declares it. The exhaustive search does without it too.
  const unfrozen = runner.with({ freezes: false });
  const picks = new Map(Object.entries(plan.choices));
  for (const { kind, address, chosen } of record.choices) if (kind !== 'step') picks.set(`${kind} ${address}`, chosen);
  const violations: string[] = [];
  const straight = new Dictated(steps, picks);
  const before = await unfrozen.record(plan, straight);
  if (straight.missed !== undefined)
    return { swapped: 0, violations: [`The run cannot be repeated: ${described(steps, straight.missed)}.`] };
  let swapped = 0;
  for (let place = 0; place + 1 < steps.length; place++) {
    const [first, second] = [steps[place], steps[place + 1]];
    if (first === undefined || second === undefined || first.isTime || second.isTime) continue;
    if (straight.enabled[place]?.includes(second.name) !== true) continue;
    if (conflict(first.footprint, second.footprint) || !sampled(place)) continue;
    swapped++;
    const order = steps.with(place, second).with(place + 1, first);
    const crossed = new Dictated(order, picks);
    const after = await unfrozen.record(plan, crossed);
    const difference = differ(place, before, after, straight, crossed);
    if (difference !== undefined)
      violations.push(`${words(first)} and ${words(second)} do not commute: ${difference}.`);
  }
  return { swapped, violations };
}

function differ(
  place: number,
  before: RecordedRun,
  after: RecordedRun,
  straight: Dictated,
  crossed: Dictated,
): string | undefined {
  const [enabled, then] = [straight.enabled[place + 2], crossed.enabled[place + 2]];
  if (enabled !== undefined && then !== undefined && enabled.join() !== then.join()) {
    return `afterwards ${listed(enabled, then)} can move in one order only`;
  }
  const known = eventsByStep(before);
  for (const [name, hash] of eventsByStep(after)) {
    if (known.get(name) !== hash) return `"${name}" then does something else`;
  }
  if (crossed.missed !== undefined) return `then ${described(before.record.steps, crossed.missed)}`;
  return before.record.steps.length === after.record.steps.length ? undefined : 'the run then has another length';
}

function eventsByStep({ record: { steps }, result: { events } }: RecordedRun): Map<string, string> {
  const hashes = new Map<string, string>();
  for (const [place, { name }] of steps.entries()) {
    const own = eventsOf(steps, place, events).filter((event) => !isBetweenSteps(event));
    hashes.set(name, hashOf(own));
  }
  return hashes;
}

/** When nothing goes wrong any more, and what was paused goes on, is no deed of the step that happened to come last. */
function isBetweenSteps(event: TraceEvent): boolean {
  return event.type === 'faults frozen' || (event.type === 'resumed' && isAtRest(event.why));
}

function isAtRest(why: string): boolean {
  return Object.values<string>(WHY_RESUMED).includes(why);
}

function hashOf(events: readonly TraceEvent[]): string {
  const hash = new Hash();
  for (const event of events) hashHappening(hash, event);
  return hash.hex();
}

function listed(a: readonly string[], b: readonly string[]): string {
  return [...a.filter((name) => !b.includes(name)), ...b.filter((name) => !a.includes(name))].join(', ');
}

function described(steps: readonly RecordedStep[], place: number): string {
  return `"${steps[place]?.name ?? 'the end'}" (step ${place + 1}) cannot be taken`;
}

function words({ name, footprint: { reads, writes } }: RecordedStep): string {
  return `"${name}" (reads ${reads.join(', ') || 'nothing'}; writes ${writes.join(', ') || 'nothing'})`;
}
