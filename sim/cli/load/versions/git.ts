import { execFileSync } from 'node:child_process';
import { firstLine } from '../../../core/first-line.ts';
import { UsageError } from '../../../core/errors.ts';

/** What git says when it fails. */
export class GitError extends UsageError {
  /** Whether there is no git at all. */
  readonly isMissing: boolean;

  constructor(message: string, isMissing: boolean) {
    super('GIT_FAILED', message);
    this.isMissing = isMissing;
  }
}

/** Enough for the names of all files of a large repository. */
const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Runs git in the working directory.
 * @param environment added to that of the process
 * @returns what it prints, without blanks at its ends
 * @throws {GitError} with its first line, when it fails
 */
export function git(args: readonly string[], environment: NodeJS.ProcessEnv = {}): string {
  try {
    return execFileSync('git', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: MAX_OUTPUT_BYTES,
      // In English, as its messages are read.
      env: { ...process.env, LC_ALL: 'C', ...environment },
    }).trim();
  } catch (error) {
    const { stderr, code, message }: Partial<Record<'stderr' | 'code' | 'message', unknown>> = Object(error);
    const text = typeof stderr === 'string' && stderr !== '' ? stderr : String(message);
    const command = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-C') ?? '';
    throw new GitError(`git ${command} failed: ${firstLine(text).replace(/^fatal: /, '')}`, code === 'ENOENT');
  }
}
