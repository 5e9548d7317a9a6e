import { TEST_PASSES, type AssertionKind, type EventOf, type EventType, type TraceEvent } from '../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from './invariant.ts';
import { virtualTime } from '../core/virtual-time.ts';
import { handlerOf, describeInvocation } from './naming.ts';

/** Every `always` and `never` assertion in the code holds. A `sometimes` is judged over a campaign, see {@link Assertions}. */
export const assertionsHold: Invariant = {
  name: 'what the code asserts holds',
  optional: true,
  watch: (view) => new AssertionWatcher(view),
};

const SEES: ReadonlySet<EventType> = new Set(['assertion']);

class AssertionWatcher implements Watcher {
  readonly #view: RunView;
  readonly sees = SEES;
  #evaluated = 0;

  constructor(view: RunView) {
    this.#view = view;
  }

  see(event: TraceEvent): Breach | undefined {
    return event.type === 'assertion' ? this.#asserted(event) : undefined;
  }

  exercised(): number {
    return this.#evaluated;
  }

  #asserted(event: EventOf<'assertion'>): Breach | undefined {
    this.#evaluated++;
    if (event.held || event.kind === 'sometimes') return undefined;
    if (event.name === TEST_PASSES) {
      return {
        message: event.detail === undefined ? 'The test fails.' : `The test fails. ${event.detail}`,
        events: [event.seq],
        kind: TEST_PASSES,
      };
    }
    const created = event.invocation === undefined ? undefined : this.#view.who(event.invocation);
    const who = created === undefined ? 'The scenario' : `${describeInvocation(created)}, attempt ${event.attempt}`;
    const said =
      event.kind === 'always'
        ? `always "${event.name}", but the condition was false`
        : `never "${event.name}", but the condition was true`;
    const detail = event.detail === undefined ? '' : ` (${event.detail})`;
    return {
      message: `${who}, asserts ${said} at ${virtualTime(event.atMs)}${detail}.`,
      events: [event.seq],
      handler: created && handlerOf(created.target),
      kind: `${event.kind} ${event.name}`,
    };
  }
}

/** Collects over a campaign which assertions were evaluated, and which `sometimes` conditions came true. */
export class Assertions {
  readonly #known: Map<string, { reached: boolean; kind: AssertionKind | undefined }>;

  /** @param expected names of assertions that must be reached, so that one the search never reaches is reported as well */
  constructor(expected: readonly string[] = []) {
    this.#known = new Map(expected.map((name) => [name, { reached: false, kind: undefined }]));
  }

  add(event: TraceEvent): void {
    if (event.type !== 'assertion') return;
    let assertion = this.#known.get(event.name);
    if (assertion?.kind === 'sometimes' && assertion.reached) return;
    if (assertion === undefined) this.#known.set(event.name, (assertion = { reached: false, kind: event.kind }));
    assertion.kind = event.kind;
    if (event.kind !== 'sometimes' || event.held) assertion.reached = true;
  }

  /** @returns what was never reached, in words */
  missing(): string[] {
    return [...this.#known]
      .filter(([, { reached }]) => !reached)
      .map(([name, { kind }]) =>
        kind === 'sometimes' ? `sometimes "${name}" (evaluated, and never true)` : `assertion "${name}"`,
      );
  }
}
