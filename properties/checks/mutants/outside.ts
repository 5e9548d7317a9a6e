import type { CheckMutant } from '../mutants.ts';

const effects = { worlds: 'effects', entry: 'effects/effects-happen.ts' };
const linear = { worlds: 'linearizability', entry: 'linearizability/invariant.ts' };

/** Planted bugs in the checks of effects, answers and assertions. */
export const outsideMutants: readonly CheckMutant[] = [
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not count by key',
    from: 'if (first === undefined) {\n      this.#keys.set(id, event);',
    to: 'if (first !== null) {\n      this.#keys.set(id, event);',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'minds a repetition that was recognised',
    from: 'event.key === undefined || event.repeated) return undefined;\n    const id',
    to: 'event.key === undefined) return undefined;\n    const id',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not mind effects outside of ctx.run',
    from: 'if (event.run !== undefined || event.invocation === undefined || event.zombie) return undefined;',
    to: 'if (event.run === undefined || event.run !== -1) return undefined;',
  },
  {
    ...effects,
    file: 'effects/outside-runs.ts',
    name: 'takes a retry for a replay that got further',
    from: 'stored > first.stored',
    to: 'stored >= 0',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not see an effect that is repeated',
    from: 'event.zombie || !this.#runs.isStored(event.invocation, event.run)',
    to: 'event.zombie || event.run >= 0',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not see what comes late',
    from: 'if (!this.#runs.isStored(event.invocation, event.run)) return undefined;\n    const handler',
    to: 'return undefined;\n    const handler',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not compare keys',
    from: 'first.attempt === event.attempt || first.key === event.key',
    to: 'first.attempt !== event.attempt || first.key === event.key',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'forgives what is owed',
    from: 'if (this.#counts.times(effect, ended.invocation) > 0) continue;',
    to: 'continue;',
  },
  {
    ...effects,
    file: 'effects/effect-counts.ts',
    name: 'sees only its own effects',
    from: 'at = callerOf(at)',
    to: 'at = undefined',
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not mind the order',
    from: 'if (missing !== undefined) {',
    to: "if (missing === '') {",
  },
  {
    ...effects,
    file: 'effects/effects-happen.ts',
    name: 'does not mind what stays',
    from: 'if (times <= undone) continue;',
    to: 'if (times >= undone) continue;',
  },
  {
    file: 'assertions.ts',
    entry: 'assertions.ts',
    worlds: 'assertions',
    name: 'believes whatever is said',
    from: "if (event.held || event.kind === 'sometimes') return undefined;",
    to: "if (event.held || event.kind !== 'never') return undefined;",
  },
  {
    file: 'assertions.ts',
    entry: 'assertions.ts',
    worlds: 'assertions',
    name: 'wants everything always',
    from: "if (event.held || event.kind === 'sometimes') return undefined;",
    to: 'if (event.held) return undefined;',
  },
  {
    ...linear,
    file: 'linearizability/model-steps.ts',
    name: 'believes every answer',
    from: 'expected === undefined || expected === answerText(answerOf(applied))',
    to: "expected === undefined || expected !== ''",
  },
  {
    ...linear,
    file: 'linearizability/history.ts',
    name: 'takes a killed operation for a refused one',
    from: '  return code === 409 && STOPPED',
    to: '  return code === 408 && STOPPED',
  },
  {
    ...linear,
    file: 'linearizability/history.ts',
    name: 'forgets that sends happen',
    from: "if (event.kind === 'call' || event.kind === 'send')",
    to: "if (event.kind === 'call')",
  },
  {
    ...linear,
    file: 'linearizability/partition.ts',
    name: 'checks each key on its own, whatever belongs together',
    from: 'model.keysOf?.(operation) ?? [keyOf(operation)]',
    to: '[keyOf(operation)]',
  },
];
