import { itemAt } from '../../core/item-at.ts';
import { canonicalText } from '../../core/canonical.ts';
import type { ModelSteps } from './model-steps.ts';
import type { HistoryOperation } from './model.ts';

/** The result of the search for an order. */
export type Searched<State> =
  | { readonly result: 'found'; readonly order: readonly HistoryOperation[] }
  | { readonly result: 'gave up' }
  /** No order explains every answer. `prefix` is the longest order that explains its own answers, `state` the state after it. */
  | { readonly result: 'none'; readonly prefix: readonly HistoryOperation[]; readonly state: State };

/**
 * Searches for an order of the operations, within the real-time order, in which the model gives each its answer: the
 * algorithm of Wing and Gong with Lowe's cache of configurations (the operations so far, and the state after them).
 * @param budget how many configurations may be visited
 */
export function search<State>(
  steps: ModelSteps<State>,
  history: readonly HistoryOperation[],
  budget: number,
): Searched<State> {
  return new Search(steps, history).run(budget);
}

/** The call of an operation or its return, in a doubly linked list from which both can be removed. */
interface Entry {
  readonly index: number;
  /** For a call: the entry of its return; undefined for a return, and for a call that never returned. */
  readonly returns: Entry | undefined;
  readonly isCall: boolean;
  readonly at: number;
  before: Entry | undefined;
  after: Entry | undefined;
}

class Search<State> {
  readonly #steps: ModelSteps<State>;
  readonly #history: readonly HistoryOperation[];
  readonly #head: Entry;
  readonly #happened: Uint32Array;
  readonly #seen = new Set<string>();
  readonly #stack: { readonly entry: Entry; readonly state: State }[] = [];
  #unreturned: number;
  #best: { readonly prefix: readonly HistoryOperation[]; readonly state: State };

  constructor(steps: ModelSteps<State>, history: readonly HistoryOperation[]) {
    this.#steps = steps;
    this.#history = history;
    this.#head = linked(history);
    this.#happened = new Uint32Array(Math.ceil(history.length / 32));
    this.#unreturned = history.filter(({ returnedAt }) => returnedAt !== undefined).length;
    this.#best = { prefix: [], state: steps.model.init };
  }

  run(budget: number): Searched<State> {
    let state = this.#steps.model.init;
    let entry = this.#head.after;
    let left = budget;
    while (this.#unreturned > 0) {
      if (entry === undefined || !entry.isCall) {
        // The first entry is a return, and its operation fits nowhere before it: backtrack.
        this.#remember(state);
        const last = this.#stack.pop();
        if (last === undefined) return { result: 'none', ...this.#best };
        ({ state } = last);
        this.#unlift(last.entry);
        entry = last.entry.after;
        continue;
      }
      if (left-- <= 0) return { result: 'gave up' };
      const next = this.#tryCall(entry, state);
      if (next === undefined) {
        entry = entry.after;
        continue;
      }
      this.#stack.push({ entry, state });
      this.#lift(entry);
      ({ state } = next);
      entry = this.#head.after;
    }
    return { result: 'found', order: this.#order() };
  }

  /** @returns the state after the call; undefined when the model refuses it or the configuration was visited before */
  #tryCall(entry: Entry, state: State): { readonly state: State } | undefined {
    const operation = this.#history[entry.index];
    const next = operation && this.#steps.step(state, operation);
    if (next === undefined) return undefined;
    this.#flip(entry.index);
    const configuration = `${this.#happened.join()} ${canonicalText(next.state)}`;
    if (!this.#seen.has(configuration)) {
      this.#seen.add(configuration);
      return next;
    }
    this.#flip(entry.index);
    return undefined;
  }

  #lift(entry: Entry): void {
    unlink(entry);
    if (entry.returns === undefined) return;
    unlink(entry.returns);
    this.#unreturned--;
  }

  #unlift(entry: Entry): void {
    this.#flip(entry.index);
    if (entry.returns !== undefined) {
      link(entry.returns);
      this.#unreturned++;
    }
    link(entry);
  }

  #flip(index: number): void {
    this.#happened[index >> 5] = itemAt(this.#happened, index >> 5) ^ (1 << (index & 31));
  }

  #remember(state: State): void {
    if (this.#stack.length > this.#best.prefix.length) this.#best = { prefix: this.#order(), state };
  }

  #order(): HistoryOperation[] {
    return this.#stack.flatMap(({ entry }) => this.#history[entry.index] ?? []);
  }
}

/** @returns the head of the list, an entry before the first one */
function linked(history: readonly HistoryOperation[]): Entry {
  const entries: Entry[] = [];
  for (const [index, { invokedAt, returnedAt }] of history.entries()) {
    const around = { index, before: undefined, after: undefined };
    const returns: Entry | undefined =
      returnedAt === undefined ? undefined : { ...around, returns: undefined, isCall: false, at: returnedAt };
    entries.push({ ...around, returns, isCall: true, at: invokedAt });
    if (returns !== undefined) entries.push(returns);
  }
  // At the same time, calls come before returns: then the operations count as concurrent.
  entries.sort((a, b) => a.at - b.at || Number(b.isCall) - Number(a.isCall));
  const head: Entry = {
    index: -1,
    returns: undefined,
    isCall: false,
    at: -Infinity,
    before: undefined,
    after: undefined,
  };
  let last = head;
  for (const entry of entries) {
    last.after = entry;
    entry.before = last;
    last = entry;
  }
  return head;
}

function unlink({ before, after }: Entry): void {
  if (before !== undefined) before.after = after;
  if (after !== undefined) after.before = before;
}

/** Puts an entry back to its position. Entries come back in the reverse of the order in which they were removed. */
function link(entry: Entry): void {
  if (entry.before !== undefined) entry.before.after = entry;
  if (entry.after !== undefined) entry.after.before = entry;
}
