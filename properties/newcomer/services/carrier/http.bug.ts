import { RetryableError } from '@restatedev/restate-sdk';

/** The JSON of a response; a refusal is retried, at the time that the API names. */
export async function read<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const seconds = Number(response.headers.get('retry-after') ?? 1);
  throw new RetryableError(`carrier: ${response.status}`, { retryAfter: { seconds } });
}
