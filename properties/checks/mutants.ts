/** A slip in a check: one place of its source, written differently. */
export interface CheckMutant {
  /** What it forgets or gets wrong. */
  readonly name: string;
  /** File under `sim/checks/`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Group of worlds that must notice. */
  readonly worlds: string;
  /** The export of the entry file that is the check, and how to make one with the options of a world. */
  readonly entry: string;
}

const exclusivity = { file: 'exclusivity.ts', worlds: 'exclusivity', entry: 'exclusivity.ts' };
const arrival = { file: 'arrival-order.ts', worlds: 'order of arrival', entry: 'arrival-order.ts' };
const shared = { file: 'shared-reads.ts', worlds: 'shared reads', entry: 'shared-reads.ts' };
const torn = { file: 'torn-reads.ts', worlds: 'torn reads', entry: 'torn-reads.ts' };
const live = { worlds: 'liveness', entry: 'liveness/settles.ts' };
const replay = { worlds: 'replay', entry: 'replay/replay.ts' };
const effects = { worlds: 'effects', entry: 'effects/effects-happen.ts' };
const linear = { worlds: 'linearizability', entry: 'linearizability/invariant.ts' };

/** At least two for each check, and one for each rule that it has. */
export const MUTANTS: readonly CheckMutant[] = [
  {
    ...exclusivity,
    name: 'does not mind two holders',
    from: "if (holder === undefined) return undefined;\n    return this.#breach(\n      event,\n      'overlap',\n      `was given",
    to: "if (holder !== undefined || holder === undefined) return undefined;\n    return this.#breach(\n      event,\n      'overlap',\n      `was given",
  },
  {
    ...exclusivity,
    name: 'does not look who starts',
    from: 'if (holder?.invocation === event.invocation) {',
    to: 'if (holder === undefined || holder.invocation === event.invocation) {',
  },
  {
    ...exclusivity,
    name: 'does not look who writes',
    from: 'if (key !== undefined && holder?.invocation !== event.invocation) {',
    to: 'if (key !== undefined && holder !== undefined && holder.invocation !== event.invocation) {',
  },
  {
    ...exclusivity,
    name: 'listens to zombies',
    from: 'this.#live.get(event.invocation) === event.attempt',
    to: 'event.attempt > 0',
  },
  { ...exclusivity, name: 'forgets that keys are given back', from: 'this.#holders.delete(event.key);', to: '' },
  { ...exclusivity, name: 'takes every zombie for a fault', from: 'if (!event.fenced) {', to: 'if (event.fenced) {' },
  {
    ...exclusivity,
    name: 'minds what the outside world has refused',
    from: 'if (event.repeated) return undefined;',
    to: '',
  },
  {
    ...exclusivity,
    name: 'minds effects of its own holder',
    from: 'next === undefined || next.invocation === event.invocation',
    to: 'next === undefined',
  },
  {
    ...arrival,
    name: 'does not mind who is first',
    from: 'first === undefined || first.invocation === event.invocation',
    to: 'first === undefined || arrived !== undefined',
  },
  {
    ...arrival,
    name: 'does not mind who has not waited',
    from: 'first === undefined || first.invocation === event.invocation',
    to: 'first === undefined || arrived === undefined || first.invocation === event.invocation',
  },
  { ...arrival, name: 'never takes anybody out of the line', from: 'waiting.delete(event.invocation);', to: '' },
  {
    ...shared,
    name: 'lets shared handlers write',
    from: "case 'refused':\n        return this.#refused(event);",
    to: '',
  },
  {
    ...shared,
    name: 'lets shared handlers wait',
    from: "if (reader?.created.kind !== 'SHARED') return undefined;\n    return breach(\n      reader,\n      event,\n      'blocked'",
    to: "if (reader === undefined || reader.created.kind !== 'WORKFLOW') return undefined;\n    return breach(\n      reader,\n      event,\n      'blocked'",
  },
  {
    ...shared,
    name: 'compares with the state as it is now',
    from: 'reader.snapshot.get(command.key)',
    to: 'this.#state(reader.key).get(command.key)',
  },
  { ...shared, name: 'keeps no snapshots', from: 'this.#kept.has(before) || before === EMPTY', to: 'before === EMPTY' },
  {
    ...shared,
    name: 'does not look at lazy reads',
    from: "notification.of !== 'GetLazyState'",
    to: "notification.of !== 'GetPromise'",
  },
  { ...torn, name: 'takes an old value for a new one', from: 'read.asOf < wrote.first ||', to: '' },
  { ...torn, name: 'never sees that a write was missed', from: 'before.asOf >= write.last', to: 'before.asOf >= 0' },
  { ...torn, name: 'forgets readers as soon as they are done', from: 'if (!writing) for', to: 'for' },
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
    from: 'return this.#owed.has(wait.label);',
    to: 'return true;',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'excuses nothing',
    from: 'return this.#owed.has(wait.label);',
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
    from: 'open.failing.times >= ENDLESS',
    to: 'open.failing.times >= 5_000',
  },
  {
    ...live,
    file: 'liveness/settles.ts',
    name: 'takes every endless job for a fault',
    from: '...(someone === undefined && { advice: true }),',
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
    from: 'if (signs[at] !== signs[at + period]) return false;',
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
    ...replay,
    file: 'replay/replay.ts',
    name: 'does not mind 570',
    from: 'event.code === 570',
    to: 'event.code === 571',
  },
  {
    ...replay,
    file: 'replay/replay.ts',
    name: 'does not see a run again',
    from: 'if (this.#runs.isStored(event.invocation, event.entry)) {',
    to: 'if (event.entry < 0) {',
  },
  {
    ...replay,
    file: 'replay/replay.ts',
    name: 'does not see a second result',
    from: 'entry === undefined || !this.#runs.isStored(event.invocation, entry)',
    to: 'entry === undefined || entry > 0',
  },
  {
    ...replay,
    file: 'replay/replay.ts',
    name: 'does not see what brought a run about',
    from: "event.after !== 'run' ||",
    to: '',
  },
  {
    ...replay,
    file: 'replay/replay.ts',
    name: 'does not see that runs come too early',
    from: "event.after !== 'run' ||",
    to: "event.after !== 'start' ||",
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'takes mere use for a fault',
    from: "if (what.startsWith(AMBIENT)) return 'advice';",
    to: "if (what.startsWith(AMBIENT)) return 'broken';",
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'does not suspect the clock',
    from: 'if (ambient.length > 0) {',
    to: 'if (ambient.length > 99) {',
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'does not wait for the end of the attempt',
    from: "case 'unawaited-run':\n      return 'broken at end';",
    to: "case 'unawaited-run':\n      return undefined;",
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'judges attempts that gave up',
    from: 'this.#pending.delete(invocation);\n    let attempts',
    to: 'let attempts',
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'does not mind the context inside a run',
    from: "case 'context-in-run':\n    case 'state-in-service':",
    to: "case 'state-in-service':",
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'takes a call for a run',
    from: "case 'unawaited-call':\n      return 'advice at end';",
    to: "case 'unawaited-call':\n      return 'broken at end';",
  },
  {
    ...replay,
    file: 'replay/remarks.ts',
    name: 'does not mind two blocked awaits',
    from: "    case 'concurrent-await':\n",
    to: '',
  },
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
    name: 'does not see an effect that is made anew',
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
    from: 'if (this.#trees.times(effect, ended.invocation) > 0) continue;',
    to: 'continue;',
  },
  {
    ...effects,
    file: 'effects/trees.ts',
    name: 'sees only its own effects',
    from: "at = at.slice(0, Math.max(0, at.lastIndexOf('/')))",
    to: "at = ''",
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
    file: 'linearizability/ground.ts',
    name: 'believes every answer',
    from: 'told === undefined || told === answerText(answerOf(applied))',
    to: "told === undefined || told !== ''",
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
