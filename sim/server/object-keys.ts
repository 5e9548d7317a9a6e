import type { Invocation } from './invocation.ts';
import { scopePartition } from './partitions.ts';
import { keyName, ObjectKey } from './object-key.ts';

/** Every key of objects and workflows that was ever touched. Iterates in the order of first touch. */
export class ObjectKeys implements Iterable<ObjectKey<Invocation>> {
  readonly #partitions: { of(name: string): number };
  readonly #keys = new Map<string, ObjectKey<Invocation>>();

  constructor(partitions: { of(name: string): number }) {
    this.#partitions = partitions;
  }

  /** @returns the key; created when this is the first time that it is touched */
  of(service: string, key: string, scope?: string): ObjectKey<Invocation> {
    const name = keyName(service, key, scope);
    let objectKey = this.#keys.get(name);
    if (objectKey === undefined) {
      const partition = this.#partitions.of(scope === undefined ? name : scopePartition(scope));
      objectKey = new ObjectKey(service, key, partition, scope);
      this.#keys.set(name, objectKey);
    }
    return objectKey;
  }

  [Symbol.iterator](): Iterator<ObjectKey<Invocation>> {
    return this.#keys.values();
  }
}
