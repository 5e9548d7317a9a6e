import type { EventType, TraceEvent } from '../../trace/event.ts';
import type { Breach, Invariant, RunView, Watcher } from '../invariant.ts';
import { CancelIgnored } from './cancel-ignored.ts';
import { FailureUnseen } from './failure-unseen.ts';
import { HalfChange } from './half-change.ts';
import { LateResolution } from './late-resolution.ts';
import { LostUpdate } from './lost-update.ts';
import type { Rule } from './rule.ts';
import { TwoTimers } from './two-timers.ts';

/** Code of a kind of advice: `waivesAdvice` of a scenario names it, and `docs/built-in-checks.md` explains it. */
export type AdviceCode =
  'failure-unseen' | 'half-change' | 'lost-update' | 'two-timers' | 'cancel-ignored' | 'late-resolution';

const RULES: Readonly<Record<AdviceCode, () => Rule>> = {
  'failure-unseen': () => new FailureUnseen(),
  'half-change': () => new HalfChange(),
  'lost-update': () => new LostUpdate(),
  'two-timers': () => new TwoTimers(),
  'cancel-ignored': () => new CancelIgnored(),
  'late-resolution': () => new LateResolution(),
};

/** The codes of all kinds of advice that need no test code. */
export const ADVICE_CODES: readonly AdviceCode[] = Object.keys(RULES) as AdviceCode[];

/**
 * Gives advice on what is often a bug and never certainly one. It needs no test code, and never changes the verdict. Each
 * kind is given one time for each handler.
 * @param waived codes of advice that is not given
 */
export function adviceWithout(waived: readonly AdviceCode[]): Invariant {
  const codes = ADVICE_CODES.filter((code) => !waived.includes(code));
  return {
    name: 'advice',
    optional: true,
    watch: (view) =>
      new AdviceWatcher(
        view,
        codes.map((code) => ({ code, rule: RULES[code]() })),
      ),
  };
}

/** All of it; see {@link adviceWithout}. */
export const advice: Invariant = adviceWithout([]);

const SEES: ReadonlySet<EventType> = new Set([
  'invocation created',
  'invocation found',
  'attempt started',
  'appended',
  'notified',
  'completed',
  'removed',
  'forgotten',
  'promise completed',
]);

class AdviceWatcher implements Watcher {
  readonly sees = SEES;
  readonly #view: RunView;
  readonly #rules: readonly { readonly code: AdviceCode; readonly rule: Rule }[];
  readonly #given = new Set<string>();

  constructor(view: RunView, rules: readonly { readonly code: AdviceCode; readonly rule: Rule }[]) {
    this.#view = view;
    this.#rules = rules;
  }

  see(event: TraceEvent): Breach | undefined {
    let first: Breach | undefined;
    for (const { code, rule } of this.#rules) {
      const found = rule.see(event, this.#view);
      if (found === undefined || first !== undefined) continue;
      const location = `${code} ${found.location}`;
      if (this.#given.has(location)) continue;
      this.#given.add(location);
      const { message, events, handler } = found;
      first = { message: `${message} (${code})`, events, handler, kind: code, location, advice: true };
    }
    return first;
  }

  exercised(): number {
    return 0;
  }
}
