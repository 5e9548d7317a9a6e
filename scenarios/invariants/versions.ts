/**
 * The values that each key has had, in order, to judge reads: a read that runs concurrently with writes may return any value
 * that the key had between the start and the end of the read, and no other.
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

  /** @returns the number of the current version, to store at the start of a read */
  now(key: string): number {
    return this.#of(key).number;
  }

  current(key: string): string {
    return this.#of(key).current;
  }

  /** @returns whether the key had this value at any time since version `since` */
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
  /** Value -> the last version that had it. */
  readonly last: Map<string, number>;
}
