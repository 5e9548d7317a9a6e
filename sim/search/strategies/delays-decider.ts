import { itemAt } from '../../core/item-at.ts';
import { firstOf, operationOf, pathOf, under } from '../../core/address.ts';
import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { overlap } from '../../core/footprint.ts';
import { dice, type Dice } from '../../core/random.ts';
import type { Plan } from '../../simulation/faults/plan.ts';
import type { RecordedStep } from '../record/run-record.ts';
import { chainOf } from './pct-decider.ts';
import { Picks } from './picks.ts';
import { known } from '../../core/known.ts';

/** How many kinds of steps are delayed in a run: most races need one delay. */
const DELAYS = [1, 1, 1, 2, 2, 3] as const;
/** How often time can pass while all possible steps are delayed. */
const PATIENCE = [0, 0, 0, 1, 2, 4] as const;
/** Probability that a delay is drawn from the steps that touch one contended resource. */
const CONTENDED = 0.8;
/** Probability that this is a resource that handlers see, and not, for example, a lock. */
const SEEN = 0.6;
/** Probability that a delay is drawn from the steps that write it: what is written late is missed by many, a late read by none. */
const WRITES = 0.5;
/** Probability that a delay holds one step, and not all steps of its kind. */
const SINGLE = 0.5;

/**
 * Delay bounding (Emmi, Qadeer and Rakamarić, POPL 2011): a deterministic scheduler, from which a few delays deviate. Here the
 * scheduler takes the first step in line, or one step of each chain in turn (round robin); a delayed step waits until no other
 * step can be taken. It finds a step in the middle of something else with a probability of about one in the number of steps;
 * with round robin and the same step delayed in all chains it also finds bugs that need many at once, such as a circle of
 * locks.
 */
export class DelaysDecider implements Decider {
  readonly #dice: Dice;
  readonly #picks: Picks;
  readonly #goesRound: boolean;
  readonly #names: StepKinds;
  readonly #delayed = new Set<string>();
  /** Whether a step is delayed, by step. */
  readonly #waits = new Map<Step, boolean>();
  /** Number of the last move of each chain. */
  readonly #moved = new Map<string, number>();
  #moves = 0;
  #patience: number;

  /** @param probe steps of a quiet run of the same plan, from which the delays are drawn */
  constructor(seed: number, plan: Plan, probe: readonly RecordedStep[]) {
    this.#dice = dice(seed, 'delays');
    this.#picks = new Picks(seed);
    this.#names = new StepKinds(plan);
    this.#goesRound = this.#dice.unit() < 0.5;
    this.#patience = itemAt(PATIENCE, this.#dice.below(PATIENCE.length));
    const count = itemAt(DELAYS, this.#dice.below(DELAYS.length));
    const steps = probe.filter(({ isTime }) => !isTime);
    const contended = contendedOf(steps);
    for (let delay = 0; delay < count; delay++) this.#draw(this.#area(contended) ?? steps);
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#picks.timePasses()) return agenda.size;
    if (agenda.size === 1 && !mayAdvance) return 0;
    let best = -1;
    let longest = Infinity;
    for (let place = 0; place < agenda.size; place++) {
      const step = agenda.at(place);
      if (this.#isDelayed(step)) continue;
      if (!this.#goesRound) return place;
      const last = this.#moved.get(chainOf(step)) ?? -1;
      if (last >= longest) continue;
      longest = last;
      best = place;
    }
    if (best >= 0) return best;
    if (mayAdvance && this.#patience > 0) {
      this.#patience--;
      return agenda.size;
    }
    return this.#dice.below(agenda.size);
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picks.pick(kind, address, options);
  }

  moved(step: Step | undefined): void {
    if (step === undefined) return;
    this.#waits.delete(step);
    if (this.#goesRound) this.#moved.set(chainOf(step), this.#moves++);
  }

  /** @returns the steps that touch one contended resource */
  #area(contended: ReadonlyMap<string, readonly RecordedStep[]>): readonly RecordedStep[] | undefined {
    if (this.#dice.unit() >= CONTENDED) return undefined;
    const seen = [...contended].filter(([name]) => /^(?:state|effect|promise):/.test(name));
    const from = seen.length > 0 && this.#dice.unit() < SEEN ? seen : [...contended];
    const area = from[this.#dice.below(Math.max(1, from.length))];
    if (area === undefined) return undefined;
    const [name, steps] = area;
    if (this.#dice.unit() >= WRITES) return steps;
    const writers = steps.filter(({ footprint }) => footprint.writes.some((written) => overlap(written, name)));
    return writers.length === 0 ? steps : writers;
  }

  #draw(from: readonly RecordedStep[]): void {
    const byKind = new Map<string, string[]>();
    for (const { name } of from) {
      const address = firstOf(name);
      const kind = this.#names.of(address);
      const known = byKind.get(kind);
      if (known === undefined) byKind.set(kind, [address]);
      else known.push(address);
    }
    const kinds = [...byKind];
    const [kind, addresses] = kinds[this.#dice.below(Math.max(1, kinds.length))] ?? [];
    if (kind === undefined || addresses === undefined) return;
    const single = addresses[this.#dice.below(addresses.length)] ?? kind;
    this.#delayed.add(this.#dice.unit() < SINGLE ? single : kind);
  }

  #isDelayed(step: Step): boolean {
    let waits = this.#waits.get(step);
    if (waits === undefined) {
      waits = this.#delayed.has(step.address) || this.#delayed.has(this.#names.of(step.address));
      this.#waits.set(step, waits);
    }
    return waits;
  }
}

/** The kind of a step: the same step in the same handler, whatever the operation. */
class StepKinds {
  readonly #handlers: ReadonlyMap<string, string>;

  constructor({ operations }: Plan) {
    this.#handlers = new Map(operations.map(({ id, service, handler }) => [id, `${service}.${handler}`]));
  }

  /** @param address of a step, such as `b/2#1:append 3 SetState` */
  of(address: string): string {
    const handler = this.#handlers.get(operationOf(address) ?? '');
    return handler === undefined ? address : under(handler, pathOf(address));
  }
}

/** @returns the resources that steps of several operations touch, at least one of them writing, each with those steps */
function contendedOf(steps: readonly RecordedStep[]): ReadonlyMap<string, readonly RecordedStep[]> {
  const wide = new Set(steps.flatMap(({ footprint: { reads, writes } }) => [...reads, ...writes].filter(isWide)));
  const areas = new Map<string, { readonly by: Set<string>; written: boolean; readonly steps: Set<RecordedStep> }>();
  const touch = (resource: string, step: RecordedStep, writes: boolean): void => {
    const name = groupOf(resource, wide);
    let area = areas.get(name);
    if (area === undefined) areas.set(name, (area = { by: new Set(), written: false, steps: new Set() }));
    area.by.add(known(operationOf(step.name), `the operation of the step ${step.name}`));
    area.steps.add(step);
    area.written ||= writes;
  };
  for (const step of steps) {
    for (const name of step.footprint.reads) touch(name, step, false);
    for (const name of step.footprint.writes) touch(name, step, true);
  }
  return new Map(
    [...areas].flatMap(([name, { by, written, steps: own }]) =>
      written && by.size > 1 && !UBIQUITOUS.has(name) ? [[name, [...own]] as const] : [],
    ),
  );
}

function isWide(resource: string): boolean {
  return resource.endsWith('*');
}

/** A wide name stands for all resources that it covers. */
function groupOf(resource: string, wide: ReadonlySet<string>): string {
  for (const one of wide) if (overlap(one, resource)) return one;
  return resource;
}

/** Nearly every step touches these, so they do not count as contended. */
const UBIQUITOUS: ReadonlySet<string> = new Set(['world', 'clock', 'process', 'timer', 'tree']);
