/** The parts of Go, and of its Restate SDK, whose behaviour the listings rely on. */
import * as restate from '@restatedev/restate-sdk';

/**
 * What `restate.Get` returns for state that is not there: the zero value and no error, as Go's SDK does, or also an error,
 * which is what the listings that test it expect.
 */
export type Missing = 'zero value' | 'error';

/** `value, err := restate.Get[T](ctx, name)`: whoever is cancelled while the state is on its way is given an error. */
export async function get<T>(
  ctx: restate.ObjectSharedContext,
  name: string,
  { zero, missing = 'zero value' }: { readonly zero: T; readonly missing?: Missing },
): Promise<[T, Error | undefined]> {
  try {
    const value = await ctx.get<T>(name);
    if (value !== null) return [value, undefined];
    return [zero, missing === 'error' ? new Error('KeyNotFound') : undefined];
  } catch (error) {
    if (error instanceof restate.TerminalError) return [zero, error];
    throw error;
  }
}

/** `value, err := restate.Run(ctx, action)`: errors that are not terminal are retried and never returned. */
export function run<T>(ctx: restate.Context, action: () => Promise<T> | T): Promise<Returned<T>> {
  return returned(ctx.run(async () => action()));
}

type Returned<T> = [T, undefined] | [undefined, Error];

/** `value, err := client.Call(ctx, key, input)` */
export async function returned<T>(awaited: Promise<T>): Promise<Returned<T>> {
  try {
    return [await awaited, undefined];
  } catch (error) {
    if (error instanceof restate.TerminalError) return [undefined, error];
    throw error;
  }
}

/** `restate.Set(ctx, name, value)`: what JSON has no number for is a panic. */
export function set(ctx: restate.ObjectContext, name: string, value: unknown): void {
  const json = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'number' && !Number.isFinite(part)) throw new Error(`panic: json: unsupported value: ${part}`);
    return part;
  });
  ctx.set(name, JSON.parse(json));
}

/** `fmt.Errorf(prefix + ": %w", err)`: what wraps a terminal error is terminal. */
export function wrapped(prefix: string, error: Error): Error {
  const message = `${prefix}: ${error.message}`;
  if (error instanceof restate.TerminalError) return new restate.TerminalError(message, { errorCode: error.code });
  return new Error(message);
}

/** `time.Time{}`: midnight of the first of January of the year 1, in ms since 1970. */
export const zeroTime = -62_135_596_800_000;

const largestDuration = 2 ** 63;

/** `a.Sub(b).Seconds()`: a duration is 64 bits of nanoseconds and stops at its ends, after 292 years. */
export function secondsBetween(b: number, a: number): number {
  const nanoseconds = (a - b) * 1e6;
  return Math.max(-largestDuration, Math.min(largestDuration, nanoseconds)) / 1e9;
}

/** `time.Duration(seconds * float64(time.Second))`, in ns: cut off, and the least number for what does not fit. */
export function duration(seconds: number): number {
  const nanoseconds = Math.trunc(seconds * 1e9);
  return nanoseconds >= -largestDuration && nanoseconds < largestDuration ? nanoseconds : -largestDuration;
}

/** `fmt.Sprintf("%.0f", value)`: halves go to the even neighbour. */
export function rounded(value: number): string {
  const down = Math.floor(value);
  if (value - down !== 0.5) return BigInt(Math.round(value)).toString();
  return BigInt(down % 2 === 0 ? down : down + 1).toString();
}

/** `list[index]`: past the end is a panic. */
export function at(list: readonly string[], index: number): string {
  const item = list[index];
  if (item === undefined) throw new Error(`panic: index out of range [${index}] with length ${list.length}`);
  return item;
}

/** `value.(string)`: anything else is a panic. */
export function asString(value: unknown): string {
  if (typeof value !== 'string') throw new Error('panic: interface conversion: interface {} is not string');
  return value;
}

/** What `Request()` makes of an answer, whatever type it is asked for: nothing at all is no JSON, and a panic. */
export function decodedJson(answer: Uint8Array): unknown {
  if (answer.length === 0) throw new Error('panic: failed to unmarshal call result: unexpected end of JSON input');
  return JSON.parse(new TextDecoder().decode(answer));
}
