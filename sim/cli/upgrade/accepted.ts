import { UsageError } from '../../core/errors.ts';
import { readJsonFile } from '../../report/text-file.ts';
import { misfit, type Schema } from '../../search/plan/schema.ts';

/** A finding of an upgrade that a team accepts. */
export interface AcceptedEntry {
  /** Its name, as the command prints it. */
  readonly finding: string;
  readonly reason: string;
}

const SCHEMA: Schema = {
  type: 'array',
  items: {
    type: 'object',
    properties: { finding: { type: 'string' }, reason: { type: 'string' } },
    required: ['finding', 'reason'],
    additionalProperties: false,
  },
};

/** What a team accepts of an upgrade, and what of that occurred. */
export class Accepted {
  readonly #entries: readonly AcceptedEntry[];
  readonly #occurred = new Set<string>();

  constructor(entries: readonly AcceptedEntry[]) {
    this.#entries = entries;
  }

  /**
   * @param file JSON: a list of `{ "finding": "...", "reason": "..." }`
   * @throws {UsageError} in one sentence, when it is something else, or an entry has no reason
   */
  static from(file: string): Accepted {
    const data = readJsonFile(file, 'INVALID_ACCEPTED');
    const problem = misfit(data, SCHEMA, file);
    const form = 'a list of { "finding": "the name that the command prints", "reason": "..." }';
    if (problem !== undefined) throw new UsageError('INVALID_ACCEPTED', `${problem}; --accept takes ${form}.`);
    const entries = data as readonly AcceptedEntry[];
    const bare = entries.find(({ reason }) => reason.trim() === '');
    if (bare !== undefined) {
      throw new UsageError('INVALID_ACCEPTED', `${file} accepts "${bare.finding}" without a reason; write one.`);
    }
    return new Accepted(entries);
  }

  /** @returns why a finding is accepted; undefined when it is not. It counts as occurred from then on. */
  reasonFor(finding: string): string | undefined {
    const entry = this.#entries.find((each) => each.finding === finding);
    if (entry !== undefined) this.#occurred.add(finding);
    return entry?.reason;
  }

  /** Findings that are accepted and no longer occur. */
  stale(): readonly string[] {
    return this.#entries.map(({ finding }) => finding).filter((finding) => !this.#occurred.has(finding));
  }
}
