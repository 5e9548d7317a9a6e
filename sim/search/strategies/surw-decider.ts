import { itemAt } from '../../core/item-at.ts';
import type { Agenda, Step } from '../../core/agenda.ts';
import type { ChoiceKind, Decider } from '../../core/choices.ts';
import { overlap, type Footprint } from '../../core/footprint.ts';
import { dice, type Dice } from '../../core/random.ts';
import type { RecordedStep } from '../record/run-record.ts';
import { chainOf } from './pct-decider.ts';
import { Picks } from './picks.ts';

/**
 * Selectively uniform random walk, SURW (Zhao et al., ASPLOS 2025): the steps that touch one contended resource are of interest,
 * and every order of them is meant to be equally likely. The chain that takes the next interesting step is drawn, weighted by
 * the number of such steps it has left, as counted in a quiet run of the same plan; the other chains wait before theirs. Other
 * steps are drawn, weighted by the number of steps that their chains have left.
 */
export class SurwDecider implements Decider {
  readonly #dice: Dice;
  readonly #picks: Picks;
  readonly #resource: string | undefined;
  /** Interesting steps that a chain has left. */
  readonly #interesting = new Map<string, number>();
  /** Steps of any kind that a chain has left. */
  readonly #left = new Map<string, number>();
  #intended: string | undefined;

  /** @param probe steps of a quiet run of the same plan */
  constructor(seed: number, probe: readonly RecordedStep[]) {
    this.#dice = dice(seed, 'surw');
    this.#picks = new Picks(seed);
    const contended = contendedIn(probe);
    this.#resource = contended[this.#dice.below(Math.max(1, contended.length))];
    for (const step of probe) {
      if (step.isTime) continue;
      const chain = chainOf(step);
      this.#left.set(chain, (this.#left.get(chain) ?? 0) + 1);
      if (this.#interests(step.footprint)) this.#interesting.set(chain, (this.#interesting.get(chain) ?? 0) + 1);
    }
  }

  step(agenda: Agenda, mayAdvance: boolean): number {
    if (mayAdvance && this.#picks.timePasses()) return agenda.size;
    if (agenda.size === 1) return 0;
    this.#intended ??= this.#intend();
    const free: number[] = [];
    for (let place = 0; place < agenda.size; place++) {
      const step = agenda.at(place);
      if (chainOf(step) === this.#intended || !this.#interests(step.footprint)) free.push(place);
    }
    // The intended chain cannot reach its step: intend another one.
    if (free.length === 0) {
      this.#intended = undefined;
      return this.#weighed(
        agenda,
        Array.from({ length: agenda.size }, (_, place) => place),
      );
    }
    return this.#weighed(agenda, free);
  }

  pick(kind: ChoiceKind, address: string, options: number): number {
    return this.#picks.pick(kind, address, options);
  }

  moved(step: Step | undefined): void {
    if (step === undefined) return;
    const chain = chainOf(step);
    this.#left.set(chain, (this.#left.get(chain) ?? 1) - 1);
    if (!this.#interests(step.footprint)) return;
    this.#interesting.set(chain, (this.#interesting.get(chain) ?? 1) - 1);
    if (chain === this.#intended) this.#intended = undefined;
  }

  #interests({ reads, writes }: Footprint): boolean {
    const resource = this.#resource;
    if (resource === undefined) return false;
    return writes.some((name) => overlap(name, resource)) || reads.some((name) => overlap(name, resource));
  }

  #intend(): string | undefined {
    let total = 0;
    for (const count of this.#interesting.values()) total += Math.max(0, count);
    let at = this.#dice.unit() * total;
    for (const [chain, count] of this.#interesting) {
      at -= Math.max(0, count);
      if (at < 0) return chain;
    }
    return undefined;
  }

  /** Draws a step, weighted by the steps that its chain has left; at least 1, because troubles make chains longer. */
  #weighed(agenda: Agenda, places: readonly number[]): number {
    const weights = places.map((place) => Math.max(1, this.#left.get(chainOf(agenda.at(place))) ?? 1));
    let at = this.#dice.unit() * weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, place] of places.entries()) {
      at -= itemAt(weights, index);
      if (at < 0) return place;
    }
    return itemAt(places, 0);
  }
}

/** @returns the resources that steps of at least two chains touch, at least one of them writing; in the order of first touch */
function contendedIn(steps: readonly RecordedStep[]): string[] {
  const touched = new Map<string, { readonly chains: Set<string>; written: boolean }>();
  for (const step of steps) {
    const { reads, writes } = step.footprint;
    for (const name of [...reads, ...writes]) {
      let entry = touched.get(name);
      if (entry === undefined) touched.set(name, (entry = { chains: new Set(), written: false }));
      entry.chains.add(chainOf(step));
      if (writes.includes(name)) entry.written = true;
    }
  }
  return [...touched].flatMap(([name, { chains, written }]) =>
    written && chains.size > 1 && name !== 'world' ? [name] : [],
  );
}
