import type { CheckMutant } from '../mutants.ts';

const replay = { worlds: 'replay', entry: 'replay/replay.ts' };

/** Planted bugs in the checks of replay. */
export const replayMutants: readonly CheckMutant[] = [
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
];
