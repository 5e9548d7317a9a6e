import { writeSync } from 'node:fs';
import type { Encoded } from '../core/encoded.ts';

/** Standard error of the command: the one way to it. */
export const standardError = {
  write: (text: Encoded<'terminal'> | Encoded<'annotation'>): void => void process.stderr.write(text),
};

/** The same for a process that ends at once. */
export function lastWords(text: Encoded<'terminal'>): void {
  writeSync(2, text);
}
