// Messages of the SDK's own errors. User code may see them, store them and send them on, so they are the same here.

export const UNDEFINED_DURATION = 'Duration is undefined.';
export const TOO_MANY_ARGUMENTS = 'unexpected number of arguments';
export const NOT_OPTIONS = 'The second argument must be either Opts or SendOpts';
export const NEITHER_NAME_NOR_FUNCTION = 'unexpected type at the first parameter';
export const SECOND_ARGUMENT = 'unexpected a function as a second parameter.';
/** `ctx.run` with a name and no function. */
export const EMPTY_MESSAGE = '';

export function emptyKey(which: string, what: string): string {
  return `Trying to execute ${which} request with an empty ${what}. The ${what} must be non-empty.`;
}

export function negativeDuration(millis: number): string {
  return (
    `Invalid negative sleep duration: ${millis}ms.\n` +
    "If this duration is computed from a desired wake up time, make sure to record 'now' using 'wakeUpTime - ctx.date.now()'."
  );
}
