import { count } from '../core/count.ts';
import { isInFlight, type ExportedJournal, type JournalsHeader } from './exported-journal.ts';

interface Own {
  readonly handler: string;
  journals: number;
  rows: number;
  inFlight: number;
}

/** Counts what a file of journals contains, for those who decide whether it may leave the company. */
export class Contents {
  readonly #handlers = new Map<string, Own>();
  readonly #torn: string[] = [];
  readonly #empty: string[] = [];
  #keys = 0;
  #states = 0;
  #bytes = 0;

  add(journal: ExportedJournal): void {
    const { target, rows, state, torn, invocation } = journal;
    const handler = `${target.service}/${target.handler}`;
    const own = this.#handlers.get(handler) ?? { handler, journals: 0, rows: 0, inFlight: 0 };
    this.#handlers.set(handler, own);
    own.journals++;
    own.rows += rows.length;
    if (isInFlight(journal)) own.inFlight++;
    if (target.key !== undefined) this.#keys++;
    this.#states += Object.keys(state ?? {}).length;
    this.#bytes += rows.reduce((sum, [, , raw]) => sum + raw.length / 2, 0);
    if (torn !== undefined) this.#torn.push(invocation);
    if (rows.length === 0) this.#empty.push(invocation);
  }

  get handlers(): readonly Readonly<Own>[] {
    return [...this.#handlers.values()];
  }

  /** What there is in it, in words. */
  inWords(redacted: JournalsHeader['redacted']): string {
    const values =
      redacted === 'nothing'
        ? 'all inputs, results, headers and values of state as they are'
        : redacted === 'all'
          ? 'the shapes of inputs, results, headers and values of state'
          : `inputs, results, headers and values of state, with the fields ${redacted.join(', ')} as shapes`;
    const keys = `${count(this.#keys, 'key')}${redacted === 'nothing' || this.#keys === 0 ? '' : ' as numbers'}`;
    return `${values} (${this.#bytes.toLocaleString('en')} bytes), ${count(this.#states, 'value')} of state, ${keys}`;
  }

  /** What is wrong with it, a sentence each. */
  get notes(): readonly string[] {
    return [
      ...this.#note(this.#torn, 'went on while it was read, so its rows are of different moments; export it again'),
      ...this.#note(this.#empty, 'has no journal: its retention is over, or 0'),
    ];
  }

  #note(ids: readonly string[], what: string): readonly string[] {
    const [first, ...others] = ids;
    return first === undefined ? [] : [`${first}${others.length === 0 ? '' : ` and ${others.length} more`} ${what}.`];
  }
}
