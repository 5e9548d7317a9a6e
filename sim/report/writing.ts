import { UsageError } from '../core/errors.ts';

/**
 * Does what writes a file.
 * @throws {UsageError} in one sentence, when the file cannot be written
 */
export async function writing<T>(file: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new UsageError('WRITE_FAILED', `${file} cannot be written: ${error.message.split(',')[0] ?? error.message}.`);
  }
}
