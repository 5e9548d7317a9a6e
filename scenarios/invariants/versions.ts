/**
 * The values that each key has had, one after another, for judging readers: whoever reads while others write may be given
 * any value that was there between the beginning of its request and the end, and no other.
 */
export class Versions {
  readonly #initial: string;
  readonly #keys = new Map<string, KeyVersions>();

  /** @param initial what a key holds before its first write */
  constructor(initial: string) {
    this.#initial = initial;
  }

  write(key: string, value: string): void {
    const versions = this.#of(key);
    versions.number++;
    versions.current = value;
    versions.last.set(value, versions.number);
  }

  /** The number of the present version, to be kept as the beginning of a reader. */
  now(key: string): number {
    return this.#of(key).number;
  }

  current(key: string): string {
    return this.#of(key).current;
  }

  /** Whether the key had this value at any time since version `since`. */
  had(key: string, value: string, since: number): boolean {
    return (this.#of(key).last.get(value) ?? -1) >= since;
  }

  #of(key: string): KeyVersions {
    let versions = this.#keys.get(key);
    if (versions === undefined) {
      versions = { number: 0, current: this.#initial, last: new Map([[this.#initial, 0]]) };
      this.#keys.set(key, versions);
    }
    return versions;
  }
}

interface KeyVersions {
  number: number;
  current: string;
  /** Value -> the last version that had it: one look-up tells whether a reader may have seen it. */
  readonly last: Map<string, number>;
}
