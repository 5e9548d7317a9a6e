import { RetryableError, TerminalError } from '@restatedev/restate-sdk';

const isTransient = (status: number): boolean => status === 429 || status >= 500;

/** The JSON of a response; a transient refusal is retried, at the time that the API names. */
export async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  if (!isTransient(response.status)) throw new TerminalError(`carrier: ${response.status}`, { errorCode: 422 });
  const seconds = Number(response.headers.get('retry-after') ?? 1);
  throw new RetryableError(`carrier: ${response.status}`, { retryAfter: { seconds } });
}
