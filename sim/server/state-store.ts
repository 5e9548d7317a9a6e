import { createHash } from 'node:crypto';

/**
 * The state of one key. The next read sees every write before it; a snapshot, once taken, never changes.
 * Rule: docs/internals/runtime-semantics.md#what-an-attempt-reads
 */
export class StateStore {
  /** The wildcard resource that an attempt's start reads. */
  readonly allResource: string;
  readonly #prefix: string;
  readonly #resources = new Map<string, string>();
  #values = new Map<string, Uint8Array>();
  #shared = false;

  /** @param name `Service/key` */
  constructor(name: string) {
    this.#prefix = `state:${name}/`;
    this.allResource = `${this.#prefix}*`;
  }

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  set(key: string, value: Uint8Array): void {
    this.#own().set(key, value);
  }

  clear(key: string): void {
    if (this.#values.has(key)) this.#own().delete(key);
  }

  clearAll(): void {
    this.replace(new Map());
  }

  replace(values: ReadonlyMap<string, Uint8Array>): void {
    this.#values = new Map(values);
    this.#shared = false;
  }

  /** All values as they are now; later writes do not show in it. */
  snapshot(): ReadonlyMap<string, Uint8Array> {
    this.#shared = true;
    return this.#values;
  }

  /** Keys in order of their UTF-8 bytes. */
  keys(): string[] {
    return [...this.#values.keys()].toSorted(byUtf8);
  }

  /** The version that a conditional state mutation names: a hash over the sorted entries, as the server computes it. */
  version(): string {
    const hash = createHash('sha256');
    const entries = [...this.#values].toSorted(([a], [b]) => byUtf8(a, b));
    for (const [index, [name, value]] of entries.entries()) {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(index, 4);
      hash.update(bytes).update('\u0001').update(name).update('\u0002').update(value).update('\u0003');
    }
    return hash.digest('base64url');
  }

  /** The resource of one state entry, for footprints. */
  resource(key: string): string {
    let resource = this.#resources.get(key);
    if (resource === undefined) {
      resource = this.#prefix + key;
      this.#resources.set(key, resource);
    }
    return resource;
  }

  #own(): Map<string, Uint8Array> {
    if (this.#shared) {
      this.#values = new Map(this.#values);
      this.#shared = false;
    }
    return this.#values;
  }
}

/** Orders strings as the server orders state keys: by their UTF-8 bytes, which UTF-16 order is not. */
export function byUtf8(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
