import { readFileSync } from 'node:fs';
import { Hash } from '../../core/hash.ts';

/** @returns a hash of what a file has; undefined where there is none that can be read */
export function contentsOf(file: string): string | undefined {
  try {
    return new Hash().bytes(readFileSync(file)).hex();
  } catch {
    return undefined;
  }
}
