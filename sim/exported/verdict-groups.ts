import type { JournalVerdict } from './judge-journal.ts';
import type { PrefixVerdict } from './prefix-verdict.ts';

/** Journals of a handler that do not go on for the same reason. Plain data. */
export interface VerdictGroup {
  /** The same text for the same reason: by it a group is known. */
  readonly name: string;
  readonly verdict: PrefixVerdict;
  /** How many journals. */
  readonly count: number;
  readonly example: string;
  /** Each of them goes on while it has at most so many rows. */
  readonly safeUpTo: number;
}

/** What the journals of one handler come to. Plain data. */
export interface HandlerVerdicts {
  readonly handler: string;
  readonly journals: number;
  readonly prefixes: number;
  readonly goOn: number;
  readonly groups: readonly VerdictGroup[];
}

/** Adds up verdicts by handler and reason. Its memory grows with the reasons, and not with the journals. */
export class VerdictGroups {
  readonly #handlers = new Map<string, { journals: number; prefixes: number; goOn: number }>();
  /** Handler -> name of the group. */
  readonly #groups = new Map<string, Map<string, VerdictGroup>>();

  add({ handler, invocation, prefixes, verdict, safeUpTo }: JournalVerdict): void {
    const own = this.#handlers.get(handler) ?? { journals: 0, prefixes: 0, goOn: 0 };
    this.#handlers.set(handler, own);
    own.journals++;
    own.prefixes += prefixes;
    if (verdict.kind === 'goes on') {
      own.goOn++;
      return;
    }
    const name = `${handler}: ${reasonOf(verdict)}`;
    const groups = this.#groups.get(handler) ?? new Map<string, VerdictGroup>();
    this.#groups.set(handler, groups);
    const known = groups.get(name);
    groups.set(name, {
      name,
      verdict: known?.verdict ?? verdict,
      count: (known?.count ?? 0) + 1,
      example: known?.example ?? invocation,
      safeUpTo: Math.min(known?.safeUpTo ?? Infinity, safeUpTo),
    });
  }

  /** In the order in which the handlers came. */
  all(): readonly HandlerVerdicts[] {
    return [...this.#handlers].map(([handler, counts]) => ({
      handler,
      ...counts,
      groups: [...(this.#groups.get(handler)?.values() ?? [])],
    }));
  }
}

/** Without the values of a single journal, so that many journals have the same reason. */
function reasonOf(verdict: Exclude<PrefixVerdict, { readonly kind: 'goes on' }>): string {
  switch (verdict.kind) {
    case 'diverges': {
      const { entry, field, recorded, replayed } = verdict;
      const what = field === 'command' ? `${recorded}, now ${replayed}` : `another ${field}`;
      return `diverges at entry ${entry} (${what})`;
    }
    case 'fails':
      return `fails with ${verdict.code} ${verdict.line ?? ''}`.trimEnd();
    case 'gone':
      return 'handler gone';
    case 'unknown':
      return `unknown, ${verdict.why}`;
  }
}
