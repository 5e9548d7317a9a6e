/** Every test that runs a command in a process of its own runs it through this file. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url));
/** The command line `restate-sim`. */
export const BIN: string = join(ROOT, 'sim', 'cli', 'bin.ts');
/** What `npm run sim` starts: the command line over the scenarios of this repository. */
export const SIM: string = join(ROOT, 'scenarios', 'main.ts');
/** The command line of vitest. */
export const VITEST: string = join(
  dirname(createRequire(import.meta.url).resolve('vitest/package.json')),
  'vitest.mjs',
);

/** For suites in the form in which users write them: the five seconds that vitest gives a test are short on a busy machine. */
export const UNHURRIED: readonly string[] = ['--testTimeout=60000', '--hookTimeout=60000'];

/** How a command ended. */
export interface Ended {
  /** The exit status; `null` when a signal or the timeout ended the process. */
  readonly status: number | null;
  readonly out: string;
  readonly error: string;
}

/** Where and how a command runs. */
export interface CommandOptions {
  /** Default: the working directory of the test. */
  readonly cwd?: string;
  /** Added to the environment of the test. Colours are off unless it sets them. */
  readonly env?: NodeJS.ProcessEnv;
  /** The process is killed after so much real time. Default: never. */
  readonly timeoutMs?: number;
}

/** A command that is still running. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has written so far to both streams, in the order in which the chunks arrived: it only grows at its end. */
  readonly text: () => string;
  readonly ended: Promise<Ended>;
}

/** Runs Node with these arguments, and blocks until it has ended. */
export function node(args: readonly string[], options: CommandOptions = {}): Ended {
  return execute(process.execPath, args, options);
}

/**
 * Runs a program and blocks until it has ended. There is no shell in between: arguments arrive as they are.
 * @throws {Error} when the program cannot be started
 */
export function execute(program: string, args: readonly string[], options: CommandOptions = {}): Ended {
  const { timeoutMs } = options;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    ...surroundings(options),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  if (error !== undefined && !('code' in error && error.code === 'ETIMEDOUT')) throw error;
  return { status, out: stdout, error: stderr };
}

/** Starts Node with these arguments, and does not wait. */
export function start(args: readonly string[], options: CommandOptions = {}): Running {
  return startProgram(process.execPath, args, options);
}

/** Starts a program, and does not wait. */
export function startProgram(program: string, args: readonly string[], options: CommandOptions = {}): Running {
  const { timeoutMs } = options;
  const child = spawn(program, args, {
    ...surroundings(options),
    ...(timeoutMs !== undefined && { timeout: timeoutMs }),
  });
  const chunks: { readonly out: boolean; readonly text: string }[] = [];
  const written = (wanted: (out: boolean) => boolean): string =>
    chunks.map(({ out, text }) => (wanted(out) ? text : '')).join('');
  child.stdout.setEncoding('utf8').on('data', (text: string) => chunks.push({ out: true, text }));
  child.stderr.setEncoding('utf8').on('data', (text: string) => chunks.push({ out: false, text }));
  const ended = once(child, 'close').then(([status]) => ({
    status: status as number | null,
    out: written((out) => out),
    error: written((out) => !out),
  }));
  return { child, text: () => written(() => true), ended };
}

/** What a command wrote to both of its streams. */
export function outputOf({ out, error }: Ended): string {
  return out + error;
}

/** Output that was broken into lines for the terminal, in one line again. */
export function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function surroundings({ cwd, env }: CommandOptions): { readonly cwd?: string; readonly env: NodeJS.ProcessEnv } {
  return { ...(cwd !== undefined && { cwd }), env: { ...process.env, NO_COLOR: '1', ...COMPILED_ONCE, ...env } };
}

/** Most of what a short command costs is to compile our sources, the same for each of hundreds of commands. */
const COMPILED_ONCE = { NODE_COMPILE_CACHE: join(ROOT, 'node_modules', '.cache', 'restate-sim-tests') };
