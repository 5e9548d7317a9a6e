import fs from 'node:fs';
import type { Encoded } from '../core/encoded.ts';
import { syncBuiltinESMExports } from 'node:module';
import { patchFunction } from '../attempt/ambient/patch.ts';

/** The command's own standard output: only its result goes there. */
export interface OwnStdout {
  write(text: Encoded<'terminal' | 'annotation' | 'json' | 'xml'>, whenWritten?: () => void): unknown;
}

/** @returns the command's way to standard output, also where {@link divertStdout} diverts all other code */
export function ownStdout(): OwnStdout {
  return own ?? process.stdout;
}

/**
 * Sends what other code prints to standard error: files print while they load, and a log line in front of JSON makes it
 * unreadable. A second call does nothing.
 */
export function divertStdout(): void {
  if (own !== undefined) return;
  const { stdout, stderr } = process;
  own = { write: stdout.write.bind(stdout) };
  stdout.write = stderr.write.bind(stderr);
  divertDescriptor();
}

let own: OwnStdout | undefined;

/** Loggers write to file descriptor 1 and not to the stream. */
function divertDescriptor(): void {
  for (const name of ['write', 'writeSync']) {
    patchFunction(
      fs,
      name,
      (original) =>
        (descriptor, ...rest) =>
          original(descriptor === 1 ? 2 : descriptor, ...rest),
    );
  }
  syncBuiltinESMExports();
}
