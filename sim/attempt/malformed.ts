/** A failure as user code made it: nothing checks types at run time. */
interface AnyFailure {
  readonly code: unknown;
  readonly message: unknown;
  readonly metadata?: readonly { readonly value: unknown }[] | null | undefined;
}

/** Options of a `ctx.run` as the SDK passes them on, or as user code made them. */
interface AnyRetryPolicy {
  readonly factor: unknown;
  readonly initialInterval: unknown;
  readonly maxInterval: unknown;
  readonly maxAttempts: unknown;
  readonly maxDuration: unknown;
}

const MAX_CODE = 0xffff;
const MAX_U32 = 0xffff_ffff;

/** @returns what keeps the SDK's state machine from taking a terminal failure; undefined for a well-formed one. */
export function malformedFailure({ code, message, metadata }: AnyFailure): string | undefined {
  if (!isCount(code, MAX_CODE)) return `the error code ${shown(code)}, which is not an integer from 0 to ${MAX_CODE}`;
  if (typeof message !== 'string') return `the message ${shown(message)}, which is not a string`;
  const wrong = metadata?.find(({ value }) => typeof value !== 'string');
  return wrong === undefined ? undefined : `the metadata ${shown(wrong.value)}, which is not a string`;
}

/** @returns what keeps the SDK's state machine from taking the retry options of a `ctx.run`. */
export function malformedRetryPolicy(policy: AnyRetryPolicy): string | undefined {
  const { factor, initialInterval, maxInterval, maxAttempts, maxDuration } = policy;
  if (typeof factor !== 'number') return `the retryIntervalFactor ${shown(factor)}, which is not a number`;
  if (!isMillis(initialInterval)) return `the initialRetryInterval ${shown(initialInterval)}, ${NOT_MILLIS}`;
  if (!isNone(maxInterval) && !isMillis(maxInterval))
    return `the maxRetryInterval ${shown(maxInterval)}, ${NOT_MILLIS}`;
  if (!isNone(maxAttempts) && !isCount(maxAttempts, MAX_U32))
    return `the maxRetryAttempts ${shown(maxAttempts)}, which is not a whole number`;
  if (!isNone(maxDuration) && !isMillis(maxDuration))
    return `the maxRetryDuration ${shown(maxDuration)}, ${NOT_MILLIS}`;
  return undefined;
}

/** @returns the misuse in words. @param problem what keeps the state machine from taking the error */
export function malformedText(problem: string): string {
  return (
    `An error has ${problem}. The state machine of the SDK breaks on it: the attempt says nothing more, and the server ` +
    'waits for it until the abort timeout. Check the value before you use it.'
  );
}

const NOT_MILLIS = 'which is not a number of milliseconds';

function isNone(value: unknown): boolean {
  return value === undefined || value === null;
}

function isMillis(value: unknown): boolean {
  return isCount(value, Number.MAX_SAFE_INTEGER);
}

function isCount(value: unknown, max: number): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return typeof value === 'object' && value !== null ? 'of an object' : String(value);
}
