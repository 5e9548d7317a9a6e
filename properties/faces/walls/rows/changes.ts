import { harmless, noticed, refused, type Row } from '../row.ts';

const alone = { alone: true } as const;
const STATE = 'such as a variable of the module';

/** Changes that later runs in the process would see. */
export const CHANGES: readonly Row[] = [
  noticed('a variable of the module', 'count++; return String(count)', STATE, { module: 'let count = 0;', ...alone }),
  noticed('a `Map` of the module', 'seen.set(String(seen.size), 1); return String(seen.size)', STATE, {
    module: 'const seen = new Map<string, number>();',
    ...alone,
  }),
  noticed('`globalThis.x = ...`', "(globalThis as Record<string, unknown>)['leaked'] = 1", 'globalThis.leaked', alone),
  noticed(
    '`Object.prototype.x = ...`',
    "Object.defineProperty(Object.prototype, 'polluted', { value: 1, configurable: true, writable: true })",
    'Object.prototype.polluted',
    alone,
  ),
  noticed(
    '`Array.prototype.x = ...`',
    "Object.defineProperty(Array.prototype, 'last', { value: () => 1, configurable: true })",
    'Array.prototype.last',
    alone,
  ),
  noticed('`Date.now = ...`', 'Date.now = () => 5', 'Date.now', alone),
  noticed(
    '`Object.defineProperty(Date, ...)`',
    "Object.defineProperty(Date, 'now', { value: () => 5 })",
    'Date.now',
    alone,
  ),
  noticed(
    '`globalThis.Date = ...`',
    'globalThis.Date = class extends Date {} as DateConstructor',
    'globalThis.Date',
    alone,
  ),
  noticed('`Math.random = ...`', 'Math.random = () => 0.5', 'Math.random', alone),
  noticed(
    '`JSON.stringify = ...`',
    'const real = JSON.stringify; JSON.stringify = ((...args: Parameters<typeof real>) => real(...args)) as typeof real',
    'JSON.stringify',
    alone,
  ),
  noticed(
    '`globalThis.setTimeout = ...`',
    'globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout',
    'globalThis.setTimeout',
    alone,
  ),
  noticed(
    '`Promise.prototype.then = ...`',
    'const { then } = Promise.prototype; Promise.prototype.then = function (...args) { return then.apply(this, args); } as typeof then',
    'Promise.prototype.then',
    alone,
  ),
  noticed('`process.env.X = ...`', "process.env['WALLS'] = 'x'", 'process.env.WALLS', alone),
  noticed('`delete process.env.X`', "delete process.env['HOME']", 'process.env.HOME', alone),
  noticed('`process.title = ...`', "process.title = 'walls'", 'process.title', alone),
  harmless(
    '`Error.stackTraceLimit = 0`',
    'Error.stackTraceLimit = 0',
    'the simulator sets its own where it needs one',
    alone,
  ),
  harmless(
    '`Error.prepareStackTrace = ...`',
    'Error.prepareStackTrace = () => 7',
    'the simulator sets its own where it needs one',
    alone,
  ),
  harmless(
    '`Object.freeze` of a built-in',
    'Object.freeze(Math); Object.freeze(Map)',
    'no later code can change it',
    alone,
  ),
  refused('`v8.setFlagsFromString`', "v8.setFlagsFromString('--no-opt')", 'v8.setFlagsFromString is called', alone),
  refused(
    '`process.setUncaughtExceptionCaptureCallback`',
    'process.setUncaughtExceptionCaptureCallback(() => {})',
    'process.setUncaughtExceptionCaptureCallback is called',
    alone,
  ),
  refused('`process.loadEnvFile`', "process.loadEnvFile('package.json')", 'process.loadEnvFile is called', alone),
];
