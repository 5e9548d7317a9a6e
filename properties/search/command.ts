import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('command-main.ts', import.meta.url));

/** What became of a command. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
}

/** A command that runs. */
export interface Running {
  readonly child: ChildProcess;
  /** What it has written so far, both streams. */
  readonly text: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts the command on the scenarios of `command-worlds.ts`. @param node options of Node itself */
export function start(cwd: string, args: readonly string[], node: readonly string[] = []): Running {
  const child = spawn(process.execPath, [...node, MAIN, ...args], { cwd, env: { ...process.env, NO_COLOR: '1' } });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (error += text));
  const ended = once(child, 'close').then(([status, signal]) => ({
    status: status as number | null,
    signal: signal as NodeJS.Signals | null,
    out,
    error,
  }));
  return { child, text: () => out + error, ended };
}

/** Runs the command to its end. */
export function run(cwd: string, ...args: readonly string[]): Promise<Ended> {
  return start(cwd, args).ended;
}
