import { PauseError, RetryableError, TerminalError } from '@restatedev/restate-sdk';
import { inTimer, pause, type Misuse } from './misuse.ts';

/** Throws anything: user code may. */
function raise(value: unknown): never {
  throw value;
}

function errorWith(properties: object): Error {
  return Object.assign(new Error('x'), properties);
}

function cycle(): object {
  const it: Record<string, unknown> = {};
  it['self'] = it;
  return it;
}

const evil = (): Error =>
  Object.defineProperty(new Error('x'), 'message', {
    get: () => raise(new Error('evil')),
  });

const failing = (): never => raise(new Error('x'));

const exits = (): never => process.exit(0);

function attempt(code: () => never): string {
  try {
    return code();
  } catch {
    return 'caught';
  }
}

/** Values that are thrown instead of errors, errors with odd fields, and errors that nothing catches. */
export const ERRORS: readonly Misuse[] = [
  { name: 'throw undefined', body: () => raise(undefined) },
  { name: 'throw null', body: () => raise(null) },
  { name: 'throw a string', body: () => raise('abc') },
  { name: 'throw a number', body: () => raise(5) },
  { name: 'throw an object with a code', body: () => raise({ code: 418, message: 'x' }) },
  { name: 'throw an object with fields of other types', body: () => raise({ code: 'abc', message: 5 }) },
  { name: 'throw a function', body: () => raise(() => 1) },
  { name: 'throw a symbol', body: () => raise(Symbol('a')) },
  { name: 'throw a big integer', body: () => raise(10n) },
  { name: 'throw a cycle', body: () => raise(cycle()) },
  { name: 'throw a promise', body: () => raise(Promise.resolve(1)) },
  { name: 'an error whose message is a number', body: () => raise(errorWith({ message: 5 })) },
  { name: 'an error without a stack', body: () => raise(errorWith({ stack: undefined })) },
  { name: 'an error whose stack is a number', body: () => raise(errorWith({ stack: 7 })) },
  { name: 'an error whose message throws', body: () => raise(evil()), finds: 'mapper-throws' },
  ...[
    ['a string', 'abc'],
    ['negative', -5],
    ['a fraction', 404.5],
    ['too large', 70_000],
  ].map(([what, errorCode]) => ({
    name: `a terminal error whose code is ${what}`,
    body: () => raise(new TerminalError('x', { errorCode: errorCode as never })),
    finds: 'malformed-failure',
  })),
  { name: 'a terminal error without a message', body: () => raise(new TerminalError(undefined as never)) },
  { name: 'a terminal error with a number as its message', body: () => raise(new TerminalError(5 as never)) },
  {
    name: 'a terminal error with a number in its metadata',
    body: () => raise(new TerminalError('x', { metadata: { a: 5 as never } })),
    finds: 'malformed-failure',
  },
  {
    name: 'a terminal error whose code is a string, inside run',
    body: (c) => c.run('x', () => raise(new TerminalError('x', { errorCode: 'abc' as never }))),
    finds: 'malformed-failure',
  },
  { name: 'throw undefined inside run', body: (c) => c.run('x', () => raise(undefined), { maxRetryAttempts: 2 }) },
  { name: 'throw null inside run', body: (c) => c.run('x', () => raise(null)) },
  { name: 'throw an object inside run', body: (c) => c.run('x', () => raise({ code: 5, message: 'm' })) },
  {
    name: 'an error whose message is a number, inside run',
    body: (c) => c.run('x', () => raise(errorWith({ message: 5 }))),
  },
  { name: 'a mapper that throws undefined', body: (c) => c.sleep(1).map(() => raise(undefined)) },
  {
    name: 'retryAfter is not a number',
    body: (c) => c.run('x', () => raise(new RetryableError('x', { retryAfter: NaN }))),
  },
  {
    name: 'a PauseError without a message',
    body: (c) => c.run('x', () => raise(new PauseError(undefined as never))),
    finds: 'paused',
  },
  ...[
    ['maxRetryAttempts', 'a'],
    ['maxRetryAttempts', -1],
    ['maxRetryAttempts', 1.5],
    ['maxRetryDuration', NaN],
    ['initialRetryInterval', -5],
  ].map(([option, value]) => ({
    name: `${option} is ${String(value)}`,
    body: (c: Parameters<Misuse['body']>[0]) => c.run('x', failing, { [String(option)]: value }),
    finds: 'malformed-failure',
  })),
  ...[NaN, 0, -2, -0.5, Infinity, 1e30].map((retryIntervalFactor) => ({
    name: `retryIntervalFactor is ${retryIntervalFactor}`,
    body: (c: Parameters<Misuse['body']>[0]) => c.run('x', failing, { retryIntervalFactor, maxRetryAttempts: 4 }),
  })),
  {
    name: 'maxRetryAttempts is a string, for a retryable error',
    body: (c) => c.run('x', () => raise(new RetryableError('x')), { maxRetryAttempts: 'a' as never }),
  },
  {
    name: 'asTerminalError throws for an error of a run',
    body: (c) => c.run('x', () => raise(new Error('map me'))),
    finds: 'mapper-throws',
  },
  {
    name: 'asTerminalError throws for an error of the handler',
    body: () => raise(new Error('map me')),
    finds: 'mapper-throws',
  },
  {
    name: 'asTerminalError throws after a write',
    body: (c) => {
      c.set('a', 1);
      raise(new Error('map me'));
    },
    finds: 'mapper-throws',
  },
  { name: 'asTerminalError returns true', body: () => raise(new Error('map odd')) },
  { name: 'asTerminalError returns null', body: () => raise(new Error('map null')) },
  {
    name: 'a rejected promise that no code handles',
    body: async (c) => {
      void Promise.reject(new Error('forgotten'));
      await c.sleep(5);
    },
    finds: 'unhandled-rejection',
  },
  {
    name: 'a branch that rejects before it is awaited',
    body: async (c) => {
      const branch = c.sleep(1).then(failing);
      await pause(50);
      await branch;
    },
    finds: 'unhandled-rejection',
  },
  {
    name: 'an error in a timer',
    body: async () => {
      inTimer(failing, 5);
      await pause(50);
    },
    finds: 'uncaught-error',
  },
  {
    name: 'an error in a microtask',
    body: async (c) => {
      queueMicrotask(failing);
      await c.sleep(5);
    },
    finds: 'uncaught-error',
  },
  {
    name: 'an error in a tick',
    body: async (c) => {
      process.nextTick(failing);
      await c.sleep(5);
    },
    finds: 'uncaught-error',
  },
  {
    name: 'an error in a listener of the completed signal',
    body: (c) => c.request().attemptCompletedSignal.addEventListener('abort', failing),
    finds: 'uncaught-error',
  },
  {
    name: 'an exit of the process',
    body: async (c) => {
      await c.sleep(5);
      process.exit(0);
    },
    finds: 'process-end',
  },
  { name: 'an exit of the process in a run', body: (c) => c.run('x', exits), finds: 'process-end' },
  {
    name: 'an exit in a timer',
    body: async (c) => {
      inTimer(exits, 5);
      await c.sleep(50);
    },
    finds: 'process-end',
  },
  { name: 'an exit that is caught', body: (c) => c.run('x', () => attempt(exits)), finds: 'process-end' },
  { name: 'a signal to its own process', body: () => process.kill(process.pid, 'SIGKILL'), finds: 'process-end' },
  { name: 'a look whether its process exists', body: () => process.kill(process.pid, 0) },
  { name: 'an abort of the process', body: () => process.abort(), finds: 'process-end' },
  { name: 'an error of a run that is caught', body: async (c) => c.run('x', failing).catch(() => 'caught') },
];
