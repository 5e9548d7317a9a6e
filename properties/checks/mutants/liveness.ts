import type { CheckMutant } from '../mutants.ts';

const live = { worlds: 'liveness', entry: 'liveness/settles.ts' };

/** Planted bugs in the checks of liveness. */
export const livenessMutants: readonly CheckMutant[] = [
  {
    ...live,
    file: 'liveness/deadlock.ts',
    name: 'sees no circles',
    from: 'if (cycle === undefined) return undefined;',
    to: 'if (cycle === undefined || cycle.length > 0) return undefined;',
  },
  {
    ...live,
    file: 'liveness/waits.ts',
    name: 'does not know who has a key',
    from: 'holder: situation.holders.get(key) }',
    to: 'holder: undefined }',
  },
  {
    ...live,
    file: 'liveness/waits.ts',
    name: 'forgets signals that were dropped',
    from: 'if (dropped !== undefined) {',
    to: 'if (dropped !== undefined && dropped.seq < 0) {',
  },
  {
    ...live,
    file: 'liveness/waits.ts',
    name: 'does not see that a promise was completed',
    from: 'if (completed === undefined) return',
    to: 'if (completed === undefined || completed.seq >= 0) return',
  },
  {
    ...live,
    file: 'liveness/waits.ts',
    name: 'does not see that a callee has ended',
    from: 'if (ended === undefined || from === undefined)',
    to: 'if (ended === undefined || from !== undefined)',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'excuses whatever waits',
    from: 'return this.#owed.has(wait.label) || this.#owed.has(ANYTHING);',
    to: 'return true;',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'excuses nothing',
    from: 'return this.#owed.has(wait.label) || this.#owed.has(ANYTHING);',
    to: 'return false;',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'does not mind clients without an answer',
    from: 'this.#unanswered();',
    to: 'undefined;',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'has no patience with failures',
    from: 'open.failing.times >= MIN_FAILURES',
    to: 'open.failing.times >= 5_000',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'takes every endless job for a fault',
    from: '...(waiting === undefined && { advice: true }),',
    to: '',
  },
  {
    ...live,
    file: 'liveness/recent-events.ts',
    name: 'does not see that a value changes',
    from: "command.type === 'SetState' ? shown(command.value)",
    to: "command.type === 'SetState' ? ''",
  },
  {
    ...live,
    file: 'liveness/recent-events.ts',
    name: 'never sees a loop',
    from: 'if (signatures[at] !== signatures[at + period]) return false;',
    to: 'return false;',
  },
  {
    ...live,
    file: 'liveness/open-invocation.ts',
    name: 'takes each failure for the first',
    from: 'this.failing.times++;',
    to: '',
  },
  {
    ...live,
    file: 'liveness/messages.ts',
    name: 'takes a pause for a failure',
    from: '=== true;\n    return isExhausted',
    to: '!== undefined;\n    return isExhausted',
  },
  {
    worlds: 'liveness',
    entry: 'liveness/settles.ts',
    file: 'liveness/waits.ts',
    name: 'does not see that a workflow was forgotten',
    from: 'forgotten === undefined || forgotten.seq > completed.seq',
    to: 'forgotten === undefined || forgotten.seq > 0',
  },
];
