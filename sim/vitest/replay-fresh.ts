import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'vitest';

/** Names the file of a finding that its test must run again instead of searching. */
export const REPLAY = 'RESTATE_SIM_REPLAY';
/** Names the file that a replay writes its result to, for the process that asked for it. */
const RESULT = 'RESTATE_SIM_REPLAY_RESULT';
/** A test suite that takes longer to load than this is not waited for, in ms. */
const PATIENCE_MS = 60_000;

/** What became of a replay where nothing had run before. */
export interface FreshReplay {
  /** The trace hash. */
  readonly hash: string;
  /** Whether the finding shows again. */
  readonly shows: boolean;
}

/**
 * Runs a finding again in a vitest of its own, so that modules are as they are before any run. All runs of a search in a
 * test share the modules, and what one leaves there another may fail by.
 * @param file of the finding
 * @param pattern that only this test's name matches
 * @returns undefined when that vitest does not reach the test, as with a configuration that is named on the command line
 */
export async function replayFresh(
  { task, signal }: TestContext,
  file: string,
  pattern: string,
): Promise<FreshReplay | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'restate-sim-fresh-'));
  const result = join(folder, 'result.json');
  try {
    const { filepath, name, projectName = '' } = task.file;
    const vitest = join(dirname(createRequire(filepath).resolve('vitest/package.json')), 'vitest.mjs');
    const root = filepath.endsWith(name) ? filepath.slice(0, -name.length) : dirname(filepath);
    const project = projectName === '' ? [] : ['--project', projectName];
    const args = [vitest, 'run', '--root', root, name, '-t', pattern, ...project, '--coverage.enabled=false'];
    const child = spawn(process.execPath, args, {
      env: { ...withoutVitest(process.env), [REPLAY]: file, [RESULT]: result },
      stdio: 'ignore',
      timeout: PATIENCE_MS,
      signal,
    });
    await new Promise<void>((resolve) => {
      child.once('close', () => resolve());
      child.once('error', () => resolve());
    });
    return JSON.parse(readFileSync(result, 'utf8')) as FreshReplay;
  } catch {
    return undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Hands the result of a replay to the process that asked for it; nothing where none did. */
export function reportReplay(replay: FreshReplay): void {
  const file = process.env[RESULT];
  if (file !== undefined) writeFileSync(file, JSON.stringify(replay));
}

/** The variables that a worker of vitest has, and no process that starts one. */
function withoutVitest(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('VITEST')));
}
