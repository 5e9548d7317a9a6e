import { UsageError } from '../../core/errors.ts';

/**
 * While files are loaded, `process.exit` throws: a missing variable of the environment must not end the command without a
 * word.
 * @returns what makes it end the process again
 */
export function refuseExit(files: readonly string[]): () => void {
  // oxlint-disable-next-line typescript/unbound-method -- put back as it was
  const { exit } = process;
  process.exit = (code) => {
    throw new UsageError(
      'PROCESS_EXIT_CALLED',
      `${files.join(', ')} ends the process with ${String(code ?? 0)} while it is loaded; see above why.`,
    );
  };
  return () => {
    process.exit = exit;
  };
}
