/** A planted bug in the comparison of runs with and without crashes: one expression of a source, changed. */
export interface CrashMutant {
  /** What it forgets or gets wrong. */
  readonly name: string;
  /** Room under `sim/` whose `crash-equivalence.ts` it stands in. */
  readonly room: 'checks' | 'search';
  readonly from: string;
  readonly to: string;
}

/** One for each rule of the comparison. */
export const CRASH_MUTANTS: readonly CrashMutant[] = [
  { room: 'checks', name: 'sees no difference', from: 'if (other === text) return', to: 'if (other !== "") return' },
  {
    room: 'checks',
    name: 'sees a difference always',
    from: 'if (other === text) return',
    to: 'if (other === "") return',
  },
  { room: 'checks', name: 'is certain when it is not', from: '(!crashFree.complete && {', to: '(false && {' },
  { room: 'checks', name: 'is never certain', from: '(!crashFree.complete && {', to: '(true && {' },
  { room: 'checks', name: 'names the outcome that is least alike', from: 'if (same > most)', to: 'if (most < 0)' },
  {
    room: 'search',
    name: 'minds what an operator wanted',
    from: "return trouble === 'cancel' || trouble === 'kill' || trouble === 'clear state' || isMove(trouble);",
    to: "return trouble === 'nothing';",
  },
  { room: 'search', name: 'tries the same choices only', from: ' && this.#runs < MAX_RUNS', to: ' && this.#runs < 1' },
  {
    room: 'search',
    name: 'takes what it tried for all there is',
    from: 'return complete && [',
    to: 'return [',
  },
  {
    room: 'search',
    name: 'forgets what lies beyond',
    from: ' && [...leftOut].every((what) => IRRELEVANT.has(what))',
    to: '',
  },
  { room: 'search', name: 'takes an unknown end for none', from: 'this.#isOneUnknown = true;', to: '' },
  { room: 'search', name: 'takes all operations for the same', from: 'canonicalText(without)', to: "''" },
];
