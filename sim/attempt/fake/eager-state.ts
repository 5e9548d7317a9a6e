/** What the attempt knows of a key's state: `unknown` means that it must request it from the server. */
export type EagerValue = Uint8Array | 'empty' | 'unknown';

/**
 * The state map of the start message, and this attempt's own writes on top. Like the SDK's map it is never refreshed, and it
 * lists cleared keys among the keys.
 */
export class EagerState {
  readonly #shipped: ReadonlyMap<string, Uint8Array>;
  #partial: boolean;
  #clearedAll = false;
  #writes: Map<string, Uint8Array | 'empty'> | undefined;

  constructor(shipped: ReadonlyMap<string, Uint8Array>, partial: boolean) {
    this.#shipped = shipped;
    this.#partial = partial;
  }

  get(key: string): EagerValue {
    const own = this.#writes?.get(key);
    if (own !== undefined) return own;
    const value = this.#clearedAll ? undefined : this.#shipped.get(key);
    return value ?? (this.#partial ? 'unknown' : 'empty');
  }

  /** @returns the keys in byte order, or undefined when only the server knows them. */
  keys(): readonly string[] | undefined {
    if (this.#partial) return undefined;
    const keys = new Set(this.#clearedAll ? [] : this.#shipped.keys());
    for (const key of this.#writes?.keys() ?? []) keys.add(key);
    return [...keys].sort(byBytes);
  }

  set(key: string, value: Uint8Array): void {
    this.#overlay().set(key, value);
  }

  clear(key: string): void {
    this.#overlay().set(key, 'empty');
  }

  /** Afterwards everything is known: only later writes exist. */
  clearAll(): void {
    this.#clearedAll = true;
    this.#partial = false;
    this.#writes = undefined;
  }

  #overlay(): Map<string, Uint8Array | 'empty'> {
    this.#writes ??= new Map();
    return this.#writes;
  }
}

function byBytes(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
