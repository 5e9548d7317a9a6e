import { TEST_PASSES, type AssertionKind, type EventOf, type EventType, type TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, describeInvocation } from './naming.ts';

/** What the code says with `always` and `never` holds. `sometimes` is judged over a campaign, see {@link Beliefs}. */
export const assertionsHold: Invariant = {
  name: 'what the code asserts holds',
  optional: true,
  watch: (view) => new AssertionWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set(['assertion']);

class AssertionWatcher implements Watcher {
  readonly #view: RunView;
  readonly sees = SEES;
  #looked = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    return event.type === 'assertion' ? this.#asserted(event) : undefined;
  }

  exercised(): number {
    return this.#looked;
  }

  #asserted(event: EventOf<'assertion'>): Breach | undefined {
    this.#looked++;
    if (event.held || event.kind === 'sometimes') return undefined;
    if (event.name === TEST_PASSES) {
      return {
        message: `The test does not pass. ${event.detail ?? ''}`.trim(),
        events: [event.seq],
        kind: TEST_PASSES,
      };
    }
    const created = event.invocation === undefined ? undefined : this.#view.who(event.invocation);
    const who = created === undefined ? 'The scenario' : `${describeInvocation(created)}, attempt ${event.attempt}`;
    const said =
      event.kind === 'always'
        ? `that always "${event.name}", but it was not so`
        : `that never "${event.name}", but it was so`;
    const detail = event.detail === undefined ? '' : ` (${event.detail})`;
    return {
      message: `${who}, says ${said} at ${virtualTime(event.atMs)}${detail}.`,
      events: [event.seq],
      handler: created && handlerOf(created.target),
      kind: `${event.kind} ${event.name}`,
    };
  }
}

/** Adds up over a campaign which beliefs were looked at, and which of those that must come true sometimes did. */
export class Beliefs {
  readonly #open: Map<string, { looked: boolean; kind: AssertionKind | undefined }>;

  /** @param expected names that must be looked at, so that one that the search never comes to is told as well */
  constructor(expected: readonly string[] = []) {
    this.#open = new Map(expected.map((name) => [name, { looked: false, kind: undefined }]));
  }

  add(event: TraceEvent): void {
    if (event.type !== 'assertion') return;
    let belief = this.#open.get(event.name);
    if (belief?.kind === 'sometimes' && belief.looked) return;
    if (belief === undefined) this.#open.set(event.name, (belief = { looked: false, kind: event.kind }));
    belief.kind = event.kind;
    if (event.kind !== 'sometimes' || event.held) belief.looked = true;
  }

  /** What was never reached, in words. */
  missing(): string[] {
    return [...this.#open]
      .filter(([, { looked }]) => !looked)
      .map(([name, { kind }]) =>
        kind === 'sometimes' ? `sometimes "${name}" (looked at, and never so)` : `assertion "${name}"`,
      );
  }
}
