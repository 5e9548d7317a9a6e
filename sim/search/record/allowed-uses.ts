import { ALLOWANCES, allowanceInWords, type Allowance } from '../../core/allowances.ts';
import { count } from '../../core/count.ts';
import type { AllowedCall } from '../../simulation/run/allowed-calls.ts';

/** What a scenario allows, and what of it was used for real. */
export interface AllowedUse {
  readonly kind: Allowance;
  /** In how many runs it was used; 0 where none did. */
  readonly runs: number;
  /** Calls and their lines, at most {@link MAX_CALLS}. */
  readonly calls: readonly string[];
}

const MAX_CALLS = 10;
/** How many of them a line of text names. */
const SHOWN = 3;

/** Counts the runs in which something real was used. */
export class AllowedUses {
  readonly #uses = new Map<Allowance, { runs: number; readonly calls: Set<string> }>();

  /** @param allowed what the scenario allows */
  constructor(allowed: readonly Allowance[] = []) {
    for (const kind of allowed) this.#uses.set(kind, { runs: 0, calls: new Set() });
  }

  /** Adds the calls of one run. */
  add(calls: readonly AllowedCall[]): void {
    for (const kind of kindsOf(calls))
      this.#used(
        kind,
        1,
        calls.filter((each) => each.kind === kind).map(({ call }) => call),
      );
  }

  /** Adds what was counted apart. */
  append(uses: readonly AllowedUse[]): void {
    for (const { kind, runs, calls } of uses) this.#used(kind, runs, calls);
  }

  /** @returns all of them, in the order of the documentation */
  all(): readonly AllowedUse[] {
    return ALLOWANCES.flatMap((kind) => {
      const use = this.#uses.get(kind);
      return use === undefined ? [] : [{ kind, runs: use.runs, calls: [...use.calls] }];
    });
  }

  #used(kind: Allowance, runs: number, calls: readonly string[]): void {
    const use = this.#uses.get(kind) ?? { runs: 0, calls: new Set<string>() };
    this.#uses.set(kind, use);
    use.runs += runs;
    for (const call of calls) if (use.calls.size < MAX_CALLS) use.calls.add(call);
  }
}

/** @returns the kinds of calls, each once, in the order of the documentation */
export function kindsOf(calls: readonly AllowedCall[]): readonly Allowance[] {
  const kinds = new Set(calls.map(({ kind }) => kind));
  return ALLOWANCES.filter((kind) => kinds.has(kind));
}

/** @returns the mark of a result, such as `marked: the real network was used in 3 of 9 runs, ...` */
export function allowedText({ kind, runs, calls }: AllowedUse, of: number): string {
  const what = allowanceInWords(kind);
  if (runs === 0) return `allowed, and used by no run: ${what}`;
  const shown = calls.slice(0, SHOWN).join('; ');
  const more = calls.length > SHOWN ? `; and others` : '';
  return (
    `marked: ${what} ${kind === 'network' ? 'was' : 'were'} used in ${runs.toLocaleString('en')} of ${count(of, 'run')}, as ` +
    `\`allow\` says (${shown}${more}). No seed repeats what comes from there, so an exact repetition is not promised.`
  );
}
