import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from './commands.ts';
import { judge } from './judge.ts';

/** A signal, and when it comes. */
export interface Trial {
  readonly command: Command;
  readonly signal: 'SIGINT' | 'SIGTERM';
  /** In ms after the start. */
  readonly afterMs: number;
  /** Whether it is sent a second time at once, as npm forwards it. */
  readonly twice: boolean;
}

/** How a command ended that received a signal. */
export interface Ending {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly error: string;
  /** Real time from the signal to the end, in ms; undefined where it ended before. */
  readonly tookMs: number | undefined;
  /** Whether processes of its group were still there after it. */
  readonly leftProcesses: boolean;
}

/** Where commands run. */
export interface Place {
  /** The command line. */
  readonly bin: string;
  /** A folder to copy: services, and findings in `kept`. */
  readonly template: string;
  /** Whether an end that comes late is wrong, and not only one that never comes: only where no other work goes on. */
  readonly isQuiet: boolean;
}

/** How long processes of its group may outlive a command, in ms: some end because it has ended. */
const GRACE_MS = 3_000;
/** A command that takes longer than this after its signal is killed. */
const HANGS_MS = 60_000;

/** @returns what is wrong with how the command ended, a sentence each */
export async function tried(
  trial: Trial,
  place: Place,
): Promise<{ readonly wrong: readonly string[]; readonly ending: Ending }> {
  const root = mkdtempSync(join(tmpdir(), 'restate-sim-signals-'));
  const [folder, temporary] = [join(root, 'project'), join(root, 'tmp')];
  cpSync(place.template, folder, { recursive: true, verbatimSymlinks: true });
  cpSync(join(place.template, 'empty'), temporary, { recursive: true });
  try {
    const yardstickMs = place.isQuiet ? await yardstick() : undefined;
    const ending = await run(trial, place.bin, folder, temporary);
    return { wrong: await judge(trial, ending, { folder, temporary, bin: place.bin, yardstickMs }), ending };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** How long it takes to start Node now, in ms: what is slow because the machine is busy is no fault. */
async function yardstick(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  return performance.now() - began;
}

async function run(trial: Trial, bin: string, cwd: string, temporary: string): Promise<Ending> {
  const env = { ...process.env, NO_COLOR: '1', TMPDIR: temporary, CI: '', GITHUB_ACTIONS: '' };
  // A group of its own, by which what it leaves behind is found.
  const child = spawn(process.execPath, [bin, ...trial.command.args], { cwd, env, detached: true });
  let [out, error] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (error += chunk));
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await Promise.race([ended, sleep(trial.afterMs)]);
  const isRunning = child.exitCode === null && child.signalCode === null;
  const began = performance.now();
  if (isRunning) child.kill(trial.signal);
  if (isRunning && trial.twice) child.kill(trial.signal);
  const hangs = setTimeoutOf(child);
  await ended;
  clearTimeout(hangs);
  const tookMs = isRunning ? performance.now() - began : undefined;
  const leftProcesses = await outlived(child);
  return { status: child.exitCode, signal: child.signalCode, out, error, tookMs, leftProcesses };
}

function setTimeoutOf(child: ChildProcess): NodeJS.Timeout {
  return setTimeout(() => killGroup(child, 'SIGKILL'), HANGS_MS);
}

async function outlived(child: ChildProcess): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < GRACE_MS; waitedMs += 50) {
    if (!killGroup(child, 0)) return false;
    await sleep(50);
  }
  killGroup(child, 'SIGKILL');
  return true;
}

/** @returns whether the group has a process */
function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}
