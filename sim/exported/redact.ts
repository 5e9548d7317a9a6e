import { withPayloads, type PayloadChanges } from '../attempt/sdk/payloads.ts';
import { parsedJson } from '../core/parsed-json.ts';
import { decodeStrictUtf8, encodeUtf8 } from '../core/utf8.ts';
import type { ExportedJournal, JournalRow, JournalsHeader } from './exported-journal.ts';

/**
 * Replaces values by their shapes, so that journals can be given to others: each character of a string by x, each number by 0, each
 * boolean by false; lists, objects and names of fields stay. What is no JSON becomes zeroes. Names of services, handlers, steps,
 * states and promises stay, because a replay compares them.
 */
export class Redaction {
  readonly #all: boolean;
  readonly #fields: ReadonlySet<string>;
  readonly #isNothing: boolean;
  /** Keys often name people. Each gets a number, in the order in which they come. */
  readonly #keys = new Map<string, string>();

  /** @param which all values, or only the fields of these names, at any depth; keys in both cases */
  constructor(which: JournalsHeader['redacted']) {
    this.#isNothing = which === 'nothing';
    this.#all = which === 'all';
    this.#fields = new Set(typeof which === 'string' ? [] : which);
  }

  of(journal: ExportedJournal): ExportedJournal {
    if (this.#isNothing) return journal;
    const { target, idempotencyKey, state } = journal;
    return {
      ...journal,
      target: { ...target, ...(target.key !== undefined && { key: this.#changes.key(target.key) }) },
      ...(idempotencyKey !== undefined && { idempotencyKey: this.#changes.key(idempotencyKey) }),
      ...(journal.failure !== undefined && {
        failure: journal.failure.replace(/(?<=^\[\d+\] ).*/s, (text) => this.#changes.message(text)),
      }),
      rows: journal.rows.map((row) => this.#row(row)),
      ...(state !== undefined && {
        state: Object.fromEntries(
          Object.entries(state).map(([name, hex]) => [name, hexOf(this.#payload(bytesOf(hex), name))]),
        ),
      }),
    };
  }

  #row([type, at, raw]: JournalRow): JournalRow {
    return [type, at, hexOf(withPayloads(type, bytesOf(raw), this.#changes))];
  }

  readonly #changes: PayloadChanges = {
    payload: (bytes) => this.#payload(bytes),
    header: (value, name) => (this.#all || this.#fields.has(name) ? hidden(value) : value),
    message: (text) => (this.#all ? hidden(text) : text),
    key: (text) => {
      const known = this.#keys.get(text) ?? `key ${this.#keys.size + 1}`;
      this.#keys.set(text, known);
      return known;
    },
  };

  /** @param name of the state that it is; undefined for what has no name */
  #payload(bytes: Uint8Array, name?: string): Uint8Array {
    if (bytes.length === 0) return bytes;
    const isAll = this.#all || (name !== undefined && this.#fields.has(name));
    const value = jsonIn(bytes);
    if (value === undefined) return isAll ? new Uint8Array(bytes.length) : bytes;
    const shaped = this.#shape(value.json, isAll);
    return encodeUtf8(JSON.stringify(shaped));
  }

  #shape(value: unknown, isHidden: boolean): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.#shape(item, isHidden));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([name, field]) => [name, this.#shape(field, isHidden || this.#fields.has(name))]),
      );
    }
    if (!isHidden) return value;
    if (typeof value === 'string') return hidden(value);
    return typeof value === 'number' ? 0 : typeof value === 'boolean' ? false : value;
  }
}

function hidden(text: string): string {
  return 'x'.repeat(text.length);
}

function jsonIn(bytes: Uint8Array): { readonly json: unknown } | undefined {
  const text = decodeStrictUtf8(bytes);
  if (text === undefined) return undefined;
  try {
    return { json: parsedJson(text) };
  } catch {
    return undefined;
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
